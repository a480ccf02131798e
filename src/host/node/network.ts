import { request } from "node:http";
import { connect } from "node:net";
import { hostError } from "../error.ts";
import type { HttpAnswer } from "../host.ts";

const LOOPBACK = "127.0.0.1";
/** A proxy in front of a container takes connections that it closes at once when nobody listens behind it. */
const KEPT_OPEN_MILLISECONDS = 100;

/** Sends a GET to a port of this machine. Throws `host/unreachable`. */
export function getFromPort(
  port: number,
  path: string,
  bounds: { milliseconds: number; bytes: number },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string, cause?: unknown): void =>
      reject(hostError("host/unreachable", `port ${port}`, reason, cause));
    const asked = request({ host: LOOPBACK, port, path, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = (): void => {
        const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        const body = Buffer.concat(chunks).subarray(0, bounds.bytes);
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), body });
        asked.destroy();
      };
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= bounds.bytes) finish();
      });
      answer.on("end", finish);
      answer.on("error", (error) => refuse(error.message, error));
    });
    // The whole exchange, not only its pauses, is bounded.
    const timer = setTimeout(() => {
      refuse(`nothing came within ${bounds.milliseconds} ms`);
      asked.destroy();
    }, bounds.milliseconds);
    asked.on("close", () => clearTimeout(timer));
    asked.on("error", (error) => refuse(error.message, error));
    asked.end();
  });
}

/** Whether a connection to a port of this machine is taken and kept open, or spoken on. */
export function whetherPortOpen(port: number, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isOpen);
    };
    let timer = setTimeout(() => end(false), milliseconds);
    socket.on("connect", () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(true), KEPT_OPEN_MILLISECONDS);
    });
    socket.on("data", () => end(true));
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
  });
}
