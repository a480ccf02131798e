import type { EvaluatedDockerfile } from "../../src/stage/index.ts";
import { listBases } from "../base.ts";
import { run } from "../process.ts";

/** The names of base images that the lab's Docker engine lacks. */
export async function findUnmade(): Promise<ReadonlySet<string>> {
  const listed = await run("docker", ["images", "--format", "{{.Repository}}:{{.Tag}}"]);
  const made = new Set(listed.split("\n"));
  const { bases } = await listBases();
  return new Set(bases.flatMap(({ base }) => base.names).filter((name) => !made.has(name)));
}

/** The images that a build needs, as the lab names them. */
export function basesOf({ stages }: EvaluatedDockerfile): readonly string[] {
  const reachable = stages.filter(({ isReachable }) => isReachable);
  const names = reachable.flatMap(({ base, baseName, links }) => [
    ...(base.kind === "image" ? [baseName] : []),
    ...links.flatMap(({ source }) => (source.kind === "image" ? [source.name] : [])),
  ]);
  return [...new Set(names.map((name) => (/:[^/]*$/.test(name) ? name : `${name}:latest`)))];
}
