/**
 * The lab: real engines, a registry and base images on this machine, below one folder, for the suites that
 * build and run images. It is development code and no part of the package.
 *
 * It knows how each part is made, started and taken away again. It deliberately knows nothing of what is
 * tested in it, and nothing of the engines that the machine itself may have.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { labPaths, makeLabFolders } from "./folder.ts";
import { lockLab } from "./lock.ts";
import { PARTS, type Part } from "./parts.ts";
import { LabError } from "./process.ts";
import { endOnSignals, progressFor } from "./progress.ts";

const HELP = `npm run lab -- COMMAND

  up [WHAT…]   brings up what is named, and what that needs
               parts: ${PARTS.map(({ name }) => name).join(" ")}
  down         stops everything and leaves nothing of it running; what was made stays
  status       which parts are up, and of which versions they are
  env          the variables by which docker, buildctl, podman and buildah find the lab, for: eval "$(npm run -s lab env)"
  clean        deletes everything but the downloads; with --downloads those too

Everything is in .lab at the top of the repository, or where PLIMSOLL_LAB says.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    downloads: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [command = "", ...what] = positionals;

try {
  await carryOut();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? "" : `${error.hint}\n`}`);
  process.exitCode = 3;
}

async function carryOut(): Promise<void> {
  const paths = labPaths();
  if (values.help || command === "") process.stdout.write(HELP);
  else if (command === "up") await changing(() => up(what));
  else if (command === "down") await changing(down);
  else if (command === "status") {
    process.stdout.write(`${paths.root}\n`);
    for (const part of PARTS) process.stdout.write(`${part.name.padEnd(9)} ${await part.describe(paths)}\n`);
  } else throw new LabError(`There is no command ${command}`, HELP);
}

async function changing(work: () => Promise<void>): Promise<void> {
  const paths = labPaths();
  const unlock = await lockLab(paths, progressFor("lab").say);
  endOnSignals(unlock);
  try {
    await work();
  } finally {
    unlock();
  }
}

async function up(names: readonly string[]): Promise<void> {
  const paths = labPaths();
  makeLabFolders(paths);
  for (const part of withNeeds(names)) await part.up(paths, progressFor(part.name));
}

async function down(): Promise<void> {
  const paths = labPaths();
  if (!existsSync(paths.root)) return;
  for (const part of PARTS.toReversed()) await part.down(paths, progressFor(part.name));
}

function withNeeds(names: readonly string[]): readonly Part[] {
  const wanted = new Set(names);
  for (const name of wanted) {
    const part = PARTS.find((candidate) => candidate.name === name);
    if (part === undefined) throw new LabError(`The lab has no part ${name}`, HELP);
    for (const need of part.needs) wanted.add(need);
  }
  return PARTS.filter(({ name }) => wanted.has(name));
}
