import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { BaseImage, BuildRequest, Kit } from "./definition.ts";
import type { Workshop } from "./workshop.ts";

/** The label that marks a stand-in and says how it was made. */
export const LABEL = "dev.plimsoll.stand-in";
/** The label that holds the digest of what the stand-in was made by. */
export const STAMP_LABEL = "dev.plimsoll.stand-in.stamp";

/** Builds a request under all names of an image, with its labels. Whatever changes here changes all images. */
export async function buildImage(
  base: BaseImage,
  stamp: string,
  request: BuildRequest,
  {
    scratch,
    run,
    workshop,
  }: { readonly scratch: string; readonly run: Kit["run"]; readonly workshop: Workshop },
): Promise<void> {
  const empty = join(scratch, "empty");
  await mkdir(empty, { recursive: true });
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const words = [
    ...["build", "--progress=plain", "--provenance=false", "--network=host", "--file=-"],
    ...base.names.flatMap((name) => ["--tag", name]),
    ...pairs("--label", { [LABEL]: base.made, [STAMP_LABEL]: stamp }),
    ...pairs("--build-arg", { SOURCE_DATE_EPOCH: "0", ...request.arguments }),
    ...pairs("--build-context", request.contexts),
    ...(request.target === undefined ? [] : ["--target", request.target]),
    request.context ?? empty,
  ];
  await run(workshop.docker, words, { environment: workshop.environment, input: request.dockerfile });
}
