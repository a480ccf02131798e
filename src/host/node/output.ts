import { fstatSync, writeSync } from "node:fs";
import { encodeSource } from "../../base/index.ts";
import type { Output } from "../host.ts";
import { nodeErrorCode, writeFailure } from "./failure.ts";
import { waitForDescriptor } from "./wait.ts";

/** What a shell reports of a program whose reader went away (128 + SIGPIPE): `plimsoll check | head -1`. */
const READER_LEFT_STATUS = 141;
const DEFAULT_COLUMNS = 80;

/**
 * Standard output (1) or standard error (2). Writes are finished when `write` returns, so a process may end at
 * any time; Node's own streams are not used because loading them costs more than a whole small check.
 * When the reader has gone away the process ends quietly; on standard error the text is dropped.
 */
export function createNodeOutput(descriptor: 1 | 2): Output {
  let isTerminal: boolean | undefined;
  return {
    write: (text) => {
      writeAll(descriptor, encodeSource(text));
    },
    get isTerminal() {
      isTerminal ??= isTerminalDescriptor(descriptor);
      return isTerminal;
    },
    get columns() {
      isTerminal ??= isTerminalDescriptor(descriptor);
      if (!isTerminal) return DEFAULT_COLUMNS;
      const { columns } = descriptor === 1 ? process.stdout : process.stderr;
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    },
  };
}

function writeAll(descriptor: 1 | 2, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = nodeErrorCode(error);
      if (code === "EAGAIN") {
        waitForDescriptor();
      } else if (code !== "EPIPE") {
        throw writeFailure(descriptor === 1 ? "<stdout>" : "<stderr>", error);
      } else if (descriptor === 1) {
        process.exit(READER_LEFT_STATUS);
      } else {
        return;
      }
    }
  }
}

function isTerminalDescriptor(descriptor: number): boolean {
  try {
    // Most descriptors are files or pipes, and asking that is far cheaper than loading the terminal module.
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}
