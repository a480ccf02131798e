import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import type { AddInstruction, CopyInstruction, Word } from "../dockerfile/index.ts";
import { isArchiveName } from "./content.ts";
import { contextPath, hasWildcard } from "./context-source.ts";
import { readMode } from "./file-mode.ts";
import type { ChildSource, FileTree, WrittenFact } from "./file-tree.ts";
import type { ContextFacts, EvaluatedStage } from "./model.ts";
import type { Owner } from "./owner.ts";
import { cleanPath, joinPaths, withoutSlash } from "./parent-paths.ts";
import type { AskContext } from "./sought.ts";
import type { StageState } from "./state.ts";
import { isRemote } from "./transfer.ts";

/** What a COPY or ADD is evaluated with. */
export interface CopyRequest {
  readonly instruction: CopyInstruction | AddInstruction;
  readonly valueOf: (word: Word) => string;
  /** The stage that is copied from; undefined for the build context and for images. */
  readonly from: EvaluatedStage | undefined;
  /** Whether the sources come from an image, of whose files nothing is known. */
  readonly isFromImage: boolean;
  readonly context: ContextFacts | undefined;
  readonly step: number;
}

/** What ADD unpacks. */
const UNPACKED = /\.(?:tar|tar\.(?:gz|bz2|xz|zst)|tgz|tbz2?|txz)$/i;

/**
 * What stands where after a COPY or ADD: a folder's content is laid into the destination, a file lands in it
 * or becomes it. Spec: Dockerfile reference, COPY.
 */
export function copyFiles(state: StageState, request: CopyRequest): StageState {
  const { instruction, valueOf, step } = request;
  if (instruction.destination === undefined) return state;
  const written = valueOf(instruction.destination);
  const target = resolveTarget(written, state.workdir);
  if (target === undefined || written.includes("$")) return { ...state, files: state.files.open() };
  const rights = {
    owner: readOwner(instruction, valueOf),
    mode: readMode(valueOfFlag(instruction.chmod, valueOf)),
  };
  const isFolder = /(?:^|\/)\.{0,2}$/.test(written) || whetherFolderAt(state.files, target);
  let { files } = state;
  if (!isFolder && instruction.sources.length + instruction.files.length > 1) {
    // Without a folder there all are written to one path: the last file is left, or what all folders held.
    const sources = [{ kind: "unknown" }] as const;
    return { ...state, files: files.write(target, { kind: "unknown", owner: rights.owner, sources }, step) };
  }
  for (const file of instruction.files) {
    const place = isFolder ? posix.join(target, file.name) : target;
    files = files.write(
      place,
      {
        kind: "file",
        ...rights,
        mode: rights.mode ?? 0o644,
        bytes: file.content.length,
        // A `$` may stand for a variable, whose value is not put in here.
        content: file.content.includes("$") ? undefined : { kind: "text", text: file.content },
      },
      step,
    );
  }
  for (const word of instruction.sources)
    files = copySource(files, valueOf(word), target, isFolder, rights, request);
  return { ...state, files };
}

/** Whether the destination is a folder already: by what was written, or as every system has it. */
function whetherFolderAt(files: FileTree, target: string): boolean {
  const { kind, exists } = files.lookUp(target);
  return kind === "folder" || (kind === "unknown" && exists === "maybe" && SYSTEM_FOLDERS.has(target));
}

const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(
  (
    "/bin /etc /home /lib /media /mnt /opt /root /run /sbin /srv /tmp /usr /usr/bin /usr/lib /usr/local " +
    "/usr/local/bin /usr/local/etc /usr/local/lib /usr/local/sbin /usr/local/share /usr/sbin /usr/share /var " +
    "/var/cache /var/lib /var/log /var/tmp"
  ).split(" "),
);

type Rights = Pick<WrittenFact, "owner" | "mode">;

function copySource(
  files: FileTree,
  source: string,
  target: string,
  isFolder: boolean,
  rights: Rights,
  request: CopyRequest,
): FileTree {
  const { instruction, step, from } = request;
  const place = isFolder ? posix.join(target, posix.basename(source)) : target;
  if (instruction.kind === "add" && isRemote(source)) {
    return source.endsWith("/") || /\.git(?:[#?]|$)/.test(source)
      ? layInto(files, target, { kind: "unknown" }, rights, step)
      : files.write(
          place,
          { kind: "file", ...rights, content: isArchiveName(source) ? { kind: "archive" } : undefined },
          step,
        );
  }
  if (request.isFromImage) {
    const below: ChildSource = { kind: "unknown" };
    if (!isFolder) return files.write(target, { kind: "unknown", ...rights, sources: [below] }, step);
    const isFile = !source.endsWith("/") && /[^/]$/.test(source);
    const inside = layInto(files, target, below, rights, step);
    return isFile && posix.basename(source) !== ""
      ? inside.write(place, { kind: "unknown", ...rights }, step)
      : inside;
  }
  if (hasWildcard(source) || source.includes("$")) {
    const below: ChildSource = { kind: "unknown" };
    // The one file that a pattern matches becomes the destination, unless that is a folder.
    return isFolder
      ? layInto(files, target, below, rights, step)
      : files.write(target, { kind: "unknown", owner: rights.owner, sources: [below] }, step);
  }
  if (instruction.kind === "add" && from === undefined && UNPACKED.test(source)) {
    return layInto(files, target, { kind: "unknown" }, rights, step);
  }
  if (from !== undefined)
    return copyFromStage(files, source, from.end.files, { target, place, isFolder, rights, step });
  const path = contextPath(source);
  const folder = path === "." ? "yes" : whetherFolder(path, request.context);
  if (folder === "yes")
    return layInto(
      files,
      target,
      { kind: "context", path, ask: askOf(request.context), changed: rights },
      rights,
      step,
    );
  const content = { kind: "context", path } as const;
  if (folder === "no") return files.write(place, { kind: "file", ...rights, content }, step);
  // A file or a folder: what it is decides where it lands, so both may be.
  const laid = layInto(files, target, { kind: "unknown" }, rights, step);
  return place === target
    ? laid
    : laid.write(place, { kind: "unknown", exists: "maybe", ...rights, content }, step);
}

/** Where the context cannot tell, a name with the ending of a file is one: folders are not called so. */
function whetherFolder(path: string, context: ContextFacts | undefined): Whether {
  const known = context?.whetherFolder(path) ?? "maybe";
  return known === "maybe" && isFileByName(path) ? "no" : known;
}

function isFileByName(path: string): boolean {
  return isArchiveName(path) || FILE.test(path) || BY_CARGO.test(path);
}

const FILE =
  /\.(?:txt|json|ya?ml|toml|lock|sh|bash|py|rb|js|mjs|cjs|ts|php|pl|go|rs|java|jar|war|whl|conf|cfg|cnf|ini|properties|xml|html|env|repo|list|pem|crt|key|gpg|sum|mod|csproj|sln|so|exe|sql|patch|service)$/i;

/** Where Cargo puts programs, beside folders of its own. */
const BY_CARGO =
  /\/target\/(?:[^/]+\/)?(?:release|debug)\/(?!(?:build|deps|examples|incremental|\.fingerprint)$)[^/.]+$/;

/** Whether a path of the build context reaches the build. */
function askOf(context: ContextFacts | undefined): AskContext {
  if (context === undefined) return () => "maybe";
  return (path) => {
    const exists = context.whetherExists(path);
    const ignored = context.whetherIgnored(path);
    if (exists === "no" || ignored === "yes") return "no";
    return exists === "yes" && ignored === "no" ? "yes" : "maybe";
  };
}

interface Landing {
  readonly target: string;
  readonly place: string;
  readonly isFolder: boolean;
  readonly rights: Rights;
  readonly step: number;
}

function copyFromStage(
  files: FileTree,
  source: string,
  tree: FileTree,
  { target, place, rights, step }: Landing,
): FileTree {
  const path = withoutSlash(cleanPath(source.startsWith("/") ? source : `/${source}`));
  const known = tree.lookUp(path);
  // Files keep their mode; without --chown they belong to root.
  const owner: Owner = rights.owner ?? { user: 0, group: 0 };
  const mode = rights.mode ?? known.mode;
  if (known.kind === "file") return files.write(place, { ...known, exists: "yes", owner, mode }, step);
  const changed = rights.mode === undefined ? { owner } : { owner, mode: rights.mode };
  const below: ChildSource = { kind: "tree", tree, path, isOtherStage: true, changed };
  if (known.kind === "folder" || source.endsWith("/"))
    return layInto(files, target, below, rights, step, known.content);
  // What a build left is not known one by one, but its name may tell what it is.
  if (isFileByName(path)) {
    return files.write(place, { kind: "file", owner, mode: rights.mode, content: known.content }, step);
  }
  if (place === target) {
    const isThere = files.lookUp(target).kind === "folder";
    return isThere
      ? layInto(files, target, below, { owner }, step)
      : files.write(target, { kind: "unknown", owner, content: known.content, sources: [below] }, step);
  }
  // What is a folder is laid into the target, and no folder of its name is made there.
  const laid = layInto(files, target, below, { owner }, step);
  return laid.write(place, { kind: "unknown", exists: "maybe", owner, content: known.content }, step);
}

/** Lays the content of a folder into another, which is made if it is not there, and keeps its rights if it is. */
function layInto(
  files: FileTree,
  target: string,
  source: ChildSource,
  { owner, mode = 0o755 }: Rights,
  step: number,
  content?: WrittenFact["content"],
): FileTree {
  const known = files.lookUp(target);
  // What an earlier copy brought is a folder, be that not said: into a file nothing can be laid.
  const isThere = known.exists === "yes" && known.kind !== "file";
  const before: readonly ChildSource[] =
    known.exists === "no" ? [] : isThere ? known.sources : [{ kind: "base" }];
  const rights = isThere ? { owner: known.owner, mode: known.mode } : { owner, mode };
  return files.write(
    target,
    { kind: "folder", ...rights, sources: [source, ...before], content: content ?? known.content },
    step,
  );
}

function resolveTarget(written: string, workdir: string | undefined): string | undefined {
  if (written.startsWith("/")) return withoutSlash(cleanPath(written));
  return workdir === undefined ? undefined : withoutSlash(joinPaths(workdir, written));
}

function readOwner({ chown }: CopyInstruction | AddInstruction, valueOf: (word: Word) => string): Owner {
  const text = valueOfFlag(chown, valueOf);
  if (text === undefined || text === "") return { user: 0, group: 0 };
  const [user = "", group = user] = text.split(":", 2);
  return { user: idOrName(user), group: idOrName(group) };
}

function idOrName(text: string): number | string {
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}

function valueOfFlag(word: Word | undefined, valueOf: (word: Word) => string): string | undefined {
  return word === undefined ? undefined : valueOf(word);
}
