/**
 * The only way out of the process: files, output, environment, standard input. This door holds the interfaces,
 * the error codes and a host in memory for tests; it deliberately does not know Node's modules. The real host
 * has a door of its own, `node/index.ts`, which only the front doors (`cli`, `lsp`) open.
 */
export { compareByBytes, sortByBytes } from "./byte-order.ts";
export { type HostCode, hostCodes } from "./codes.ts";
export type { Entry, EntryKind, Files, Host, Output, PathStatus } from "./host.ts";
export { createMemoryHost, type MemoryFault, type MemoryHost, type MemoryHostOptions } from "./memory.ts";
