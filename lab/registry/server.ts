import { mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Exchange, methodRefused, type Registry, sendError, sendJson } from "./exchange.ts";
import { hasCode, openLayout } from "./layout.ts";
import { registryLimits } from "./limits.ts";
import { lockFolder } from "./lock-folder.ts";
import { RegistryError } from "./registry-error.ts";
import { Repositories } from "./repositories.ts";
import { parseTarget, type Target } from "./route.ts";
import { serveBlob } from "./serve-blob.ts";
import { serveCatalog, serveReferrers, serveTags } from "./serve-lists.ts";
import { serveManifest } from "./serve-manifest.ts";
import { serveUpload, serveUploads } from "./serve-uploads.ts";
import { Uploads } from "./uploads.ts";

/** Where a registry keeps its images, and where it listens. */
export interface RegistryOptions {
  readonly folder: string;
  /** 0 takes one that is free. */
  readonly port: number;
  /** Only a loopback address is safe: whoever reaches the registry may write to it. */
  readonly host?: string;
  /** Told of each request when it is over, in one line. */
  readonly log?: (line: string) => void;
  /** Whether manifests that nothing leads to, left when tags were pushed anew, go before it answers. */
  readonly isTidied?: boolean;
}

/** A registry that answers. */
export interface RunningRegistry {
  /** Host and port, as they stand in front of an image's name. */
  readonly address: string;
  /** Ends what is under way, within some seconds, and stops. Half-done uploads are thrown away. */
  close(): Promise<void>;
}

/**
 * Starts a registry over a folder, which is made if it is not there, and resolves once it answers. Throws
 * where another registry has the folder or the port.
 */
export async function startRegistry(options: RegistryOptions): Promise<RunningRegistry> {
  const { folder, port, host = "127.0.0.1", log, isTidied = false } = options;
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  await openLayout(folder);
  const registry = { folder, repositories: new Repositories(folder), uploads: new Uploads(folder) };
  if (isTidied) await tidy(registry.repositories, log);
  const server = createServer((request, response) => {
    if (log !== undefined) logWhenOver(request, response, log);
    void serve(registry, request, response);
  });
  // A large layer from a slow client may take longer than any number here.
  server.requestTimeout = 0;
  // Clients use a connection again without asking whether it still stands.
  server.keepAliveTimeout = 60_000;
  try {
    await listen(server, port, host);
  } catch (error) {
    await unlock();
    throw error;
  }
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  return {
    address: `${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    async close() {
      await closeServer(server);
      await registry.uploads.close();
      await unlock();
    },
  };
}

/** Only now, as nobody pushes yet. What cannot be tidied is no reason not to start. */
async function tidy(repositories: Repositories, log: (line: string) => void = () => {}): Promise<void> {
  try {
    for (const name of await repositories.names()) {
      const count = await repositories.collectGarbage(name);
      if (count > 0) log(`${name}: ${count} manifests went that nothing led to`);
    }
  } catch (error) {
    log(`the registry is not tidied: ${error instanceof Error ? error.message : error}`);
  }
}

async function serve(registry: Registry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("Docker-Distribution-API-Version", "registry/2.0");
  const exchange = { request, response, query: new URLSearchParams() };
  try {
    const { route, query } = parseTarget(request.url ?? "");
    await dispatch(registry, { request, response, query }, route);
  } catch (error) {
    if (response.headersSent || request.errored !== null) response.destroy();
    else sendError(exchange, error instanceof RegistryError ? error : outsideFailed(error));
    drain(request);
  }
}

/** Reads the rest of a refused body away, for clients that read no answer before they have sent all; not for ever. */
function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const force = setTimeout(() => request.destroy(), registryLimits.draining).unref();
  request.resume().once("close", () => clearTimeout(force));
}

async function dispatch(registry: Registry, exchange: Exchange, route: Target["route"]): Promise<void> {
  switch (route.kind) {
    case "base":
      if (!/^(GET|HEAD)$/.test(exchange.request.method ?? "")) throw methodRefused(exchange, "GET, HEAD");
      return sendJson(exchange, 200, {});
    case "catalog":
      return serveCatalog(registry, exchange);
    case "tags":
      return serveTags(registry, exchange, route.name);
    case "referrers":
      return serveReferrers(registry, exchange, route.name, route.digest);
    case "manifest":
      return serveManifest(registry, exchange, route);
    case "blob":
      return serveBlob(registry, exchange, route.name, route.digest);
    case "uploads":
      return serveUploads(registry, exchange, route.name);
    case "upload":
      return serveUpload(registry, exchange, route.name, route.id);
  }
}

/** What the disk refused, or a bug of ours. */
function outsideFailed(error: unknown): RegistryError {
  const message = error instanceof Error ? error.message : String(error);
  return new RegistryError(hasCode(error, "ENOSPC") ? 507 : 500, "UNKNOWN", message);
}

function logWhenOver(request: IncomingMessage, response: ServerResponse, log: (line: string) => void): void {
  const started = performance.now();
  response.once("close", () => {
    const status = response.writableFinished ? response.statusCode : "broken off";
    log(`${request.method} ${request.url} ${status} ${Math.round(performance.now() - started)} ms`);
  });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that was busy a moment ago would stay open for the next request.
    const calm = setInterval(() => server.closeIdleConnections(), 20);
    const force = setTimeout(() => server.closeAllConnections(), registryLimits.closing);
    server.close(() => {
      clearInterval(calm);
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
