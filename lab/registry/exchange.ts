import type { IncomingMessage, ServerResponse } from "node:http";
import { RegistryError } from "./registry-error.ts";
import type { Repositories } from "./repositories.ts";
import type { Uploads } from "./uploads.ts";

/** What all requests to one registry share. */
export interface Registry {
  readonly folder: string;
  readonly repositories: Repositories;
  readonly uploads: Uploads;
}

/** One request with its parameters, and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

/** The headers of an answer. */
export type Headers = Readonly<Record<string, string | number>>;

/** Answers without a body. */
export function sendEmpty({ response }: Exchange, status: number, headers: Headers = {}): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, "Content-Length": 0 }).end();
}

/** Answers with JSON. A HEAD gets the headers alone. */
export function sendJson(
  { response }: Exchange,
  status: number,
  value: unknown,
  headers: Headers = {},
): void {
  const bytes = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    "Content-Type": "application/json",
    ...headers,
    "Content-Length": bytes.length,
  });
  response.end(bytes);
}

/** Answers with an error in the form of the specification. */
export function sendError(exchange: Exchange, error: RegistryError): void {
  const { status, code, message, detail, headers } = error;
  const entry = { code, message, ...(detail === undefined ? undefined : { detail }) };
  sendJson(exchange, status, { errors: [entry] }, headers);
}

/** A refusal of the request's method that names those that there are. */
export function methodRefused({ request }: Exchange, methods: string): RegistryError {
  const message = `${request.method} is not supported here, but ${methods}`;
  return new RegistryError(405, "UNSUPPORTED", message, { headers: { Allow: methods } });
}

/** The body as it streams in. Leaving it half-read keeps the connection, so that the answer can be read. */
export function bodyOf({ request }: Exchange): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) };
}

/** The number of a header or a parameter that is all digits; undefined where it is anything else. */
export function parseCount(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}
