/**
 * The command's entry: the launcher imports it, and importing it runs the command line. It knows arguments
 * and exit statuses, and nothing about Dockerfiles.
 */
import { createNodeHost } from "../host/node/index.ts";
import { runCommandLine } from "./run.ts";

runCommandLine(process.argv.slice(2), createNodeHost()).then((status) => {
  // All output is written by now; ending here spares Node from taking its heap apart.
  process.exit(status);
});
