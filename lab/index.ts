/**
 * The lab: real engines, a registry and base images on this machine, below one folder, for the suites that
 * build and run images. It is development code and no part of the package.
 *
 * It knows how each part is made, started and taken away again. It deliberately knows nothing of what is
 * tested in it, and nothing of the engines that the machine itself may have.
 */
import { parseArgs } from "node:util";
import { labPaths } from "./folder.ts";
import { lockLab } from "./lock.ts";
import { BASES, PARTS } from "./parts.ts";
import { LabError } from "./process.ts";
import { endOnSignals, progressFor } from "./progress.ts";

const HELP = `npm run -s lab -- COMMAND

  up [WHAT…]   makes and starts what is named, and what that needs; without a name all but podman and crane
  down         stops everything and leaves nothing of it running; what was made stays
  status       what is up, and of which versions it is
  images       the base images: how each was made, its size, what it took; and those that cannot be made
  env          the variables that lead to the lab: eval "$(npm run -s lab env)"
  clean        deletes everything but the downloads; with --downloads those too

WHAT is one of
${PARTS.map(({ name, about }) => `  ${name.padEnd(11)}${about}`).join("\n")}
  ${BASES.padEnd(11)}all base images
  a group of base images (debian python node distroless …) or one of their names (python:3.13-slim)

Everything is in .lab at the top of the repository, or where PLIMSOLL_LAB says. It needs Linux, root and
Debian's packages; what an engine needs of this machine beyond that is installed with apt-get, and said.
`;

/** The exit statuses of Plimsoll itself: a call that is wrong, and an outside that failed. */
const WRONG_CALL = 2;
const OUTSIDE_FAILED = 3;

process.exitCode = await main(process.argv.slice(2));

async function main(words: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { downloads: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    const [command, ...what] = positionals;
    if (values.help === true || command === undefined) {
      process.stdout.write(HELP);
      return command === undefined && values.help !== true ? WRONG_CALL : 0;
    }
    return await carryOut(command, what, values.downloads === true);
  } catch (error) {
    if (isArgumentError(error)) {
      process.stderr.write(`${error.message}\n\n${HELP}`);
      return WRONG_CALL;
    }
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint === undefined ? "" : `${error.hint}\n`}`);
    return OUTSIDE_FAILED;
  }
}

async function carryOut(command: string, what: readonly string[], withDownloads: boolean): Promise<number> {
  const paths = labPaths();
  if (command === "up") {
    const { planUp, up } = await import("./up.ts");
    const plan = await planUp(what);
    if (plan.unknown.length > 0) {
      process.stderr.write(`The lab has no ${plan.unknown.join(", ")}.\n\n${HELP}`);
      return WRONG_CALL;
    }
    await alone(() => up(paths, plan));
  } else if (command === "down") {
    const { down } = await import("./down.ts");
    await alone(() => down(paths));
  } else if (command === "clean") {
    const { clean } = await import("./down.ts");
    await alone(() => clean(paths, withDownloads));
  } else if (command === "status" || command === "env" || command === "images") {
    const { renderEnvironment, renderImages, renderStatus } = await import("./show.ts");
    const render = { status: renderStatus, env: renderEnvironment, images: renderImages }[command];
    process.stdout.write(await render(paths));
  } else {
    process.stderr.write(`The lab has no command ${command}.\n\n${HELP}`);
    return WRONG_CALL;
  }
  return 0;
}

/** Does work that changes the lab while no other command does. */
async function alone(work: () => Promise<void>): Promise<void> {
  const { requireMachine } = await import("./machine.ts");
  requireMachine();
  const unlock = await lockLab(labPaths(), progressFor("lab").say);
  endOnSignals(unlock);
  try {
    await work();
  } finally {
    unlock();
  }
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof TypeError && String(Reflect.get(error, "code")).startsWith("ERR_PARSE_ARGS");
}
