/**
 * The only way out of the process: files, output, environment, standard input,
 * other programs, loopback ports, the clock. This door holds the interfaces,
 * the error codes and a host in memory for tests; it deliberately does not know Node's modules. The real host
 * has a door of its own, `node/index.ts`, which only the front doors (`cli`, `lsp`) open.
 */
export { compareByBytes, sortByBytes } from "./byte-order.ts";
export { type HostCode, hostCodes } from "./codes.ts";
export type {
  Clock,
  Entry,
  EntryKind,
  Files,
  Host,
  HttpAnswer,
  Network,
  Output,
  PathStatus,
  Program,
  ProgramEnd,
  RunningProgram,
  ScratchFolder,
} from "./host.ts";
export { createMemoryHost, type MemoryFault, type MemoryHost, type MemoryHostOptions } from "./memory.ts";
export type { MemoryPort, RecordedCall, RecordedPiece, RecordedProgram } from "./memory-programs.ts";
