import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { hasCode } from "./layout.ts";

/**
 * Keeps other processes from opening the same folder; what it resolves to lets it go. The lock is an
 * abstract socket, which the kernel takes away with its process: no crash leaves one behind. Only Linux has
 * those; elsewhere nothing is locked.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  if (process.platform !== "linux") return async () => undefined;
  const id = createHash("sha256")
    .update(await realpath(folder))
    .digest("hex");
  const server = createServer((socket) => socket.destroy());
  const held = Promise.withResolvers<void>();
  server.once("error", (error) => {
    const isTaken = hasCode(error, "EADDRINUSE");
    held.reject(isTaken ? new Error(`another registry has ${folder} open`, { cause: error }) : error);
  });
  server.listen(`\0plimsoll-registry-${id}`, held.resolve);
  await held.promise;
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}
