/** Who owns a file: numbers where they are known, names as written, undefined where neither is known. */
export interface Owner {
  readonly user: number | string | undefined;
  readonly group: number | string | undefined;
}

/** What kind of thing stands at a path. */
export type FileKind = "file" | "folder" | "link" | "unknown";
