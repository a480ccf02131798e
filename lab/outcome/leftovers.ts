import { run, startOf } from "../process.ts";

/** The names of images that are made to be looked into; each ends in the id of the process that made it. */
const NAME = /^plimsoll-(?:outcome|fixed)-.*-(\d+)(?::[^/]*)?$/;

/** The name for the image of one definition, as long as this process tries it. */
export function outcomeImage(name: string): string {
  return `plimsoll-outcome-${name}-${process.pid}`;
}

/** Removes what runs left in the engine whose process is gone: they were killed before they could. */
export function removeOldLeftovers(): Promise<readonly string[]> {
  // This process has made nothing yet: what bears its number is of an earlier one.
  return removeLeftovers((pid) => pid === process.pid || startOf(pid) === undefined);
}

/** Removes everything in the engine that this process made; returns the names of the images. */
export function removeOwnLeftovers(): Promise<readonly string[]> {
  return removeLeftovers((pid) => pid === process.pid);
}

async function removeLeftovers(isLeft: (pid: number) => boolean): Promise<readonly string[]> {
  const isOurs = (name: string): boolean => {
    const pid = NAME.exec(name)?.[1];
    return pid !== undefined && isLeft(Number(pid));
  };
  const containers = await list(["ps", "--all", "--format", "{{.ID}} {{.Image}}"]);
  const left = containers.flatMap((line) => {
    const [id = "", image = ""] = line.split(" ");
    return isOurs(image) ? [id] : [];
  });
  // What has been removed meanwhile is as good.
  if (left.length > 0) await run("docker", ["rm", "--force", "--volumes", ...left], { good: [0, 1] });
  const images = (await list(["images", "--format", "{{.Repository}}:{{.Tag}}"])).filter(isOurs);
  if (images.length > 0) await run("docker", ["image", "rm", "--force", ...images], { good: [0, 1] });
  return images;
}

async function list(words: readonly string[]): Promise<readonly string[]> {
  return (await run("docker", words)).split("\n").filter((line) => line !== "");
}
