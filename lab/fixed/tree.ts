import type { ImageFile } from "../outcome/image-files.ts";

/** The paths of an image; the digests of files have to be there. */
export type Tree = ReadonlyMap<string, ImageFile>;
