import type { Whether } from "../../base/index.ts";
import { stepSources } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeOfKeyword } from "../place.ts";
import type { ContextView } from "../subject.ts";

/** Reports ADD where COPY does the same: for files and folders of the build context that are no archives. */
export const rule = defineRule({
  name: "add-instead-of-copy",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["hadolint:DL3020", "trivy:DS-0005", "dockle:CIS-DI-0009"],

  onCopy(copy, report, { file }) {
    const { instruction, triggeredAt } = copy;
    if (instruction.kind !== "add") return;
    const sources = stepSources(copy);
    // What is remote is not among them, and text in the file itself needs no ADD either.
    const count = instruction.sources.length;
    if (count + instruction.files.length === 0 || sources.length < count) return;
    if (!sources.every(({ path, isPlain }) => isPlain && !mayBeArchive(path))) return;
    // All are asked about at once, as answers come a round later.
    const unpacked = sources.map(({ path }) =>
      isKnownKind(path) ? "no" : whetherArchive(path, file.context),
    );
    if (unpacked.includes("yes")) return;
    const { keyword } = instruction.syntax;
    const isMovable =
      triggeredAt === undefined && instruction.checksum === undefined && instruction.unpack === undefined;
    report({
      at: placeOfKeyword(file.evaluated.dockerfile, instruction),
      message: "ADD fetches URLs and unpacks archives; COPY is all that these files need",
      fix:
        !isMovable || instruction.keepGitDir !== undefined
          ? undefined
          : {
              title: "Copy with COPY",
              applicability: unpacked.every((answer) => answer === "no") ? "safe" : "unsafe",
              edits: [{ span: keyword.span, text: keyword.value === "add" ? "copy" : "COPY" }],
            },
    });
  },
});

/** ADD unpacks what is an archive by its content, whatever its name. Most have a name that says so. */
function mayBeArchive(path: string): boolean {
  return /\.(?:tar|t?gz|tgz|tbz2?|bz2|t?xz|txz|tzst|zst|lzma|Z)$/i.test(path) || /rootfs|\.tar\./i.test(path);
}

/** Whether a name is certainly none of an archive: text and code by its ending, or the whole context. */
function isKnownKind(path: string): boolean {
  return (
    path === "." ||
    /\.(?:js|ts|json|py|rb|go|rs|java|php|sh|bash|conf|cfg|ini|toml|ya?ml|xml|txt|md|html?|css|lock|sql|env|properties|jar|war|list|repo|service|pem|crt|key)$/i.test(
      path,
    )
  );
}

/** Whether ADD would unpack a path of the build context: of folders and of texts it unpacks none. */
function whetherArchive(path: string, context: ContextView): Whether {
  if (context.kind === "unknown") return "maybe";
  if (context.whetherFolder(path) === "yes") return "no";
  const text = context.textOf(path)?.slice(0, 1024);
  if (text === undefined) return "maybe";
  // Each block of a tar archive is filled up with zeros; bytes that are no text stand as lone surrogates.
  if (text.startsWith("ustar", 257) || /^(?:\x1f[\udc00-\udfff]|BZh[1-9])/.test(text)) return "yes";
  return text.isWellFormed() && !text.includes("\0") ? "no" : "maybe";
}
