import type { StageState } from "../../stage/index.ts";

/**
 * Whether a base image certainly has nothing at a path: official images of systems and languages have no folders of
 * their own at the top, but for a few that are known by name, and nothing in those that are there for others to fill.
 */
export function baseLacks(path: string, { base }: StageState): boolean {
  if (base.kind === "empty") return true;
  if (base.kind !== "known" || !PLAIN.has(base.image.repository)) return false;
  const [, top = ""] = path.split("/", 2);
  if (top === "") return false;
  return !SYSTEM.has(top) && !OWN.test(top) ? true : /^\/srv\/./.test(path);
}

const PLAIN: ReadonlySet<string> = new Set(
  "buildpack-deps debian golang node python ruby rust ubuntu"
    .split(" ")
    .map((name) => `docker.io/library/${name}`),
);

/** Folders that a system has at the top. */
const SYSTEM: ReadonlySet<string> = new Set(
  "bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var".split(
    " ",
  ),
);

/** What images add at the top. */
const OWN = /^(?:go|docker-entrypoint.*|entrypoint.*|\..*)$/;
