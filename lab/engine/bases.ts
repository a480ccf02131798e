import { join } from "node:path";
import { installMissing } from "../apt.ts";
import { writeAside } from "../aside.ts";
import { listBases, makeBases, type Workshop } from "../base.ts";
import { labEnvironment } from "../environment.ts";
import type { LabPaths } from "../folder.ts";
import type { Progress } from "../progress.ts";
import { readSeconds, secondsPath } from "../show.ts";
import { pushImages } from "./push.ts";

/** The groups of base images, and the names that can be asked for one by one. */
export async function baseWords(): Promise<ReadonlySet<string>> {
  const { bases } = await listBases();
  return new Set(bases.flatMap(({ base }) => [base.group, ...base.names]));
}

/** Makes base images in the Docker engine; no words means all of them. */
export async function upBases(
  words: readonly string[],
  {
    paths,
    progress,
    whenUp,
  }: { readonly paths: LabPaths; readonly progress: Progress; readonly whenUp: Workshop["whenUp"] },
): Promise<void> {
  await installMissing(
    [
      { program: "mmdebstrap", package: "mmdebstrap" },
      { program: "pip3", package: "python3-pip" },
    ],
    progress,
  );
  const title = words.length === 0 ? "all base images" : `base images: ${words.join(", ")}`;
  await progress.step(title, async (note) => {
    let pushed = 0;
    const made = await makeBases(words, workshop(paths, note, whenUp), async ({ base, seconds }) => {
      if (seconds === undefined) return;
      const took = `${seconds.toFixed(1)} s`;
      progress.say(`made ${base.names[0]} in ${took}`);
      const all = { ...readSeconds(paths), [base.names[0] ?? ""]: took };
      writeAside(secondsPath(paths), `${JSON.stringify(all, undefined, 2)}\n`);
      // While the next one is made, so that the end of the work is not a queue of pushes.
      const count = await pushImages(paths, base.names, note);
      pushed += count;
    });
    const news = made.filter(({ seconds }) => seconds !== undefined).length;
    progress.say(`${made.length} base images are there, ${news} of them made now`);
    const names = made.flatMap(({ base }) => base.names);
    const late = await pushImages(paths, names, note);
    pushed += late;
    if (pushed > 0) progress.say(`pushed ${pushed} names to the registry`);
  });
}

/** What the making of base images is handed. */
function workshop(paths: LabPaths, say: (text: string) => void, whenUp: Workshop["whenUp"]): Workshop {
  const environment = Object.entries({ ...process.env, ...labEnvironment(paths) }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const docker = join(paths.docker, "usr/bin/docker");
  return { cache: paths.cache, docker, environment: Object.fromEntries(environment), say, whenUp };
}
