/**
 * The host of a real process: Node's file system, standard streams and environment. It is the only folder that
 * imports Node's file modules, and it knows nothing of what the bytes mean.
 */
export { createNodeHost } from "./node-host.ts";
