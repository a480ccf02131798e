import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { digestOf } from "./digest.ts";
import { startRegistry } from "./server.ts";

/** The media types that tests push. */
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
/** An index of OCI. */
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

/** A registry for one test, and the few requests that most tests make. */
export interface TestRegistry {
  readonly address: string;
  readonly folder: string;
  /** Sends a request; `path` comes after the address. */
  ask(method: string, path: string, init?: Omit<RequestInit, "method">): Promise<Response>;
  /** Sends a request whose path no client would send, and resolves to the status. */
  askRaw(method: string, path: string): Promise<number>;
  /** Pushes a blob in one request and resolves to its digest. */
  pushBlob(name: string, bytes: Uint8Array | string): Promise<string>;
  /** Pushes a manifest and resolves to its digest. */
  pushManifest(name: string, reference: string, manifest: object, mediaType?: string): Promise<string>;
  /** Pushes an image of one layer under a tag and resolves to its digest. */
  pushImage(name: string, tag: string, content?: string): Promise<string>;
  /** Stops it and starts another one on the same folder, which may take away what nothing leads to. */
  restart(isTidied?: boolean): Promise<void>;
}

/** Starts a registry in a folder of its own, or a given one, which goes away with the test. */
export async function testRegistry(test: TestContext, place?: string): Promise<TestRegistry> {
  const folder = place ?? (await mkdtemp(join(tmpdir(), "registry-")));
  let running = await startRegistry({ folder, port: 0 });
  test.after(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ask: TestRegistry["ask"] = (method, path, init) =>
    fetch(`http://${running.address}${path}`, { ...init, method });
  const self: TestRegistry = {
    get address() {
      return running.address;
    },
    folder,
    ask,
    askRaw: (method, path) => askRaw(running.address, method, path),
    async pushBlob(name, bytes) {
      const digest = digestOf(Buffer.from(bytes)).text;
      const body = Buffer.from(bytes);
      await expectStatus(ask("POST", `/v2/${name}/blobs/uploads/?digest=${digest}`, { body }), 201);
      return digest;
    },
    async pushManifest(name, reference, manifest, mediaType = OCI_MANIFEST) {
      const init = { body: JSON.stringify(manifest), headers: { "Content-Type": mediaType } };
      const response = await expectStatus(ask("PUT", `/v2/${name}/manifests/${reference}`, init), 201);
      return response.headers.get("docker-content-digest") ?? "";
    },
    async pushImage(name, tag, content = "layer") {
      const blobs = ["{}", content];
      const [config, layer] = await Promise.all(blobs.map((blob) => self.pushBlob(name, blob)));
      return self.pushManifest(name, tag, imageOf(config ?? "", layer ?? "", content.length));
    },
    async restart(isTidied = false) {
      await running.close();
      running = await startRegistry({ folder, port: 0, isTidied });
    },
  };
  return self;
}

/** A manifest of one layer. */
export function imageOf(config: string, layer: string, size: number): object {
  return {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: config, size: 2 },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: layer, size }],
  };
}

/** Checks the status of a response and reads it to its end where it is another. */
export async function expectStatus(asked: Promise<Response>, status: number): Promise<Response> {
  const response = await asked;
  if (response.status !== status) assert.equal(`${response.status} ${await response.text()}`, String(status));
  return response;
}

/** Checks that a request is refused with a status and a code in the form of the specification. */
export async function expectError(asked: Promise<Response>, status: number, code: string): Promise<Response> {
  const response = await expectStatus(asked, status);
  const body: unknown = await response.json();
  const errors: unknown = Object(body).errors;
  assert.ok(Array.isArray(errors) && errors.length === 1);
  assert.equal(errors[0].code, code);
  assert.ok(typeof errors[0].message === "string" && errors[0].message !== "");
  return response;
}

function askRaw(address: string, method: string, path: string): Promise<number> {
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    sent.once("error", reject).end();
  });
}
