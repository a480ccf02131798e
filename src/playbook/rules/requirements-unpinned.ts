import { posix } from "node:path";
import { defineRule, type RunStep } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { installsOf } from "../install/installs.ts";
import type { KnownContext } from "../subject.ts";

/** Reports lists of Python packages that name some without any version. */
export const rule = defineRule({
  name: "requirements-unpinned",
  practice: "reproducible-install",
  severity: "information",
  fix: "sometimes",
  needs: "context",
  offBecause: "how often it is right was not measured: the collection of Dockerfiles comes without the lists",
  replaces: [],

  onRun(run, report, { file: { context } }) {
    if (context.kind === "unknown") return;
    for (const fact of installsOf(run, "pip", "uv")) {
      if (CONSTRAINED.some((option) => fact.options.has(option))) continue;
      for (const { path, word } of fact.reads) {
        const text = path === undefined ? undefined : textOf(path, run, context);
        if (path === undefined || word === undefined || text === undefined || !/\.(?:txt|in)$/.test(path))
          continue;
        const names = openNames(text);
        const [first] = names;
        if (first === undefined) continue;
        const more = names.length === 1 ? "" : ` and ${names.length - 1} more`;
        report({
          at: word.span,
          message: `${posix.basename(path)} names ${first}${more} without a version`,
          fix: advise(`Write ${first}==VERSION, as pip freeze shows it where the application works`),
        });
      }
    }
  },
});

/** Options that say elsewhere which versions may come. */
const CONSTRAINED: readonly string[] = [
  "-c",
  "--constraint",
  "--constraints",
  "--require-hashes",
  "--no-index",
];

/** The text of a list where it certainly comes from the build context as it stands there. */
function textOf(path: string, { before }: RunStep, context: KnownContext): string | undefined {
  const { content } = before.files.lookUp(path);
  return content?.kind === "context" ? context.textOf(content.path) : undefined;
}

/** Names of packages with neither a version nor a range; none where the list brings constraints itself. */
function openNames(text: string): readonly string[] {
  const names: string[] = [];
  for (const line of text.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const written = line.replace(/(?:^|\s)#.*$/, "").trim();
    if (/^(?:-c|--constraint)\b/.test(written)) return [];
    const [name] = /^[A-Za-z0-9][\w.-]*(?:\s*\[[^\]]*\])?(?=\s*(?:;.*)?$)/.exec(written) ?? [];
    if (name !== undefined && !/\.(?:whl|zip|gz)$/.test(name)) names.push(name.replace(/\s*\[.*$/, ""));
  }
  return names;
}
