/**
 * The command's entry: the launcher imports it, and importing it runs the command line. It knows
 * arguments and exit statuses, and nothing about Dockerfiles.
 */
import { version } from "./generated/version.ts";

if (process.argv[2] === "--version") {
  process.stdout.write(`${version}\n`);
} else {
  process.stderr.write("plimsoll: only --version is known so far.\n");
  process.exitCode = 2;
}
