/**
 * Makes the code that is not committed: the registry of rules, their pages, the sentences of all error
 * codes, the compact tables of base images, and the version. `npm install` runs it, and so does every step
 * before tests and builds: it takes a fraction of a second and leaves a file alone whose content is the same.
 *
 * To add a rule is to add its two files. What is missing or misnamed is an error that names the file.
 */
import { fileURLToPath } from "node:url";
import { generateBaseImages } from "./generate/base-images.ts";
import { generateCodes } from "./generate/codes.ts";
import { generateEffects } from "./generate/effects.ts";
import { generatePages, generateRules, listRules } from "./generate/playbook.ts";
import { generateVersion } from "./generate/version.ts";
import { writeChanged } from "./generate/write-changed.ts";

/** What a run did: the files it wrote, and what is wrong, each problem naming its file. */
export interface Generated {
  readonly written: readonly string[];
  readonly problems: readonly string[];
}

/** Brings the generated files below `root` up to date. With problems, nothing is written. */
export async function generate(root: string): Promise<Generated> {
  const listed = listRules(root);
  const pages = generatePages(root, listed.names);
  const codes = await generateCodes(root);
  const bases = generateBaseImages(root);
  const problems = [...listed.problems, ...pages.problems, ...codes.problems, ...bases.problems];
  if (problems.length > 0) return { written: [], problems };
  const tables =
    bases.text === undefined ? [] : [{ path: "src/base-image/generated/records.ts", text: bases.text }];
  const written = writeChanged(root, [
    ...tables,
    { path: "src/cli/generated/version.ts", text: generateVersion(root) },
    { path: "src/playbook/generated/codes.ts", text: codes.text },
    { path: "src/playbook/generated/pages.ts", text: pages.text },
    { path: "src/playbook/generated/rules.ts", text: generateRules(listed.names) },
    { path: "src/stage/generated/effects.ts", text: generateEffects(root) },
  ]);
  return { written, problems };
}

if (import.meta.main) {
  const { written, problems } = await generate(fileURLToPath(new URL("..", import.meta.url)));
  for (const problem of problems) process.stderr.write(`generate: ${problem}\n`);
  for (const path of written) process.stdout.write(`generate: wrote ${path}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
