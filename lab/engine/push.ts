import { parseReference } from "../../src/reference/index.ts";
import type { LabPaths } from "../folder.ts";
import { LabError } from "../process.ts";
import { mirrorLocation } from "../registry/index.ts";
import { docker } from "./docker.ts";

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Pushes images of the Docker engine to the lab's registry under the names by which a mirror is asked for them,
 * as far as it does not have them, and returns how many went.
 */
export async function pushImages(
  paths: LabPaths,
  names: readonly string[],
  note: (line: string) => void,
): Promise<number> {
  if (names.length === 0) return 0;
  const listed = await docker(paths, ["image", "inspect", "--format", "{{.Id}}", ...names]);
  const digests = listed.split("\n");
  let pushed = 0;
  for (const [index, name] of names.entries()) {
    const target = mirrorName(paths, name);
    const digest = digests[index] ?? "";
    if ((await digestInRegistry(target.url)) === digest) continue;
    note(`push ${name}`);
    if (!(await tagInRegistry(target, digest))) {
      await docker(paths, ["tag", name, target.text]);
      await docker(paths, ["push", "--quiet", target.text]);
      await docker(paths, ["rmi", target.text]);
    }
    pushed++;
  }
  return pushed;
}

/** Gives a further tag to an image that its repository has already: most images have several. */
async function tagInRegistry({ url, manifests }: MirrorName, digest: string): Promise<boolean> {
  const found = await fetch(`${manifests}/${digest}`, { headers: { accept: MANIFESTS } });
  const body = await found.arrayBuffer();
  if (!found.ok) return false;
  const headers = { "content-type": found.headers.get("content-type") ?? "" };
  const put = await fetch(url, { method: "PUT", headers, body });
  await put.body?.cancel();
  return put.ok;
}

/** A name in the lab's registry. */
interface MirrorName {
  readonly text: string;
  readonly url: string;
  /** The address below which the manifests of its repository are. */
  readonly manifests: string;
}

function mirrorName({ registryAddress }: LabPaths, name: string): MirrorName {
  const parsed = parseReference(name);
  if (parsed.kind === "invalid") throw new LabError(`${name}: ${parsed.message}`);
  const repository = `${mirrorLocation(registryAddress, parsed.domain)}/${parsed.path}`;
  const tag = parsed.tag ?? "latest";
  const path = repository.slice(registryAddress.length + 1);
  const manifests = `http://${registryAddress}/v2/${path}/manifests`;
  return { text: `${repository}:${tag}`, url: `${manifests}/${tag}`, manifests };
}

async function digestInRegistry(url: string): Promise<string | undefined> {
  const response = await fetch(url, { method: "HEAD", headers: { accept: MANIFESTS } });
  return response.ok ? (response.headers.get("docker-content-digest") ?? undefined) : undefined;
}
