import type { AddInstruction, CopyInstruction, Word } from "../dockerfile/index.ts";
import type { Expander, Refuse } from "./expander.ts";
import { readGitSource } from "./git-source.ts";

const SYMBOLIC = /^[augo]*(?:[-+=][rstwXxugo]*)+(?:,[augo]*(?:[-+=][rstwXxugo]*)+)*$/;

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** Replaces the variables of COPY and ADD in the builder's order, and says what it refuses about them. */
export function evaluateTransfer(
  instruction: CopyInstruction | AddInstruction,
  expander: Expander,
  refuse: Refuse,
): void {
  const { chown, chmod, sources, files, destination } = instruction;
  if (chown !== undefined) expander.expand(chown);
  if (chmod !== undefined) expander.expand(chmod);
  if (instruction.kind === "add" && instruction.checksum !== undefined) expander.expand(instruction.checksum);
  for (const source of sources) expander.expand(source);
  if (destination !== undefined) expander.expand(destination);
  for (const file of files) {
    if (!file.expand) continue;
    // Quotes mean nothing in a heredoc, and its escape is always a backslash.
    expander.expand({ value: file.content, span: file.span }, { skipQuotes: true });
  }
  if (expander.hasRefused || destination === undefined) return;
  refuseOwner(instruction, expander, refuse);
  refuseMode(chmod, expander, refuse);
  if (instruction.kind === "add") refuseChecksum(instruction, expander, refuse);
  else refuseRemoteSources(instruction, expander, refuse);
}

function refuseOwner(
  { chown, link }: CopyInstruction | AddInstruction,
  expander: Expander,
  refuse: Refuse,
): void {
  if (chown === undefined || !link) return;
  const value = expander.valueOf(chown);
  if (value === "") return;
  const colon = value.indexOf(":");
  const user = colon === -1 ? value : value.slice(0, colon);
  const group = colon === -1 ? "" : value.slice(colon + 1);
  if (isIdentifier(user) && (group === "" || isIdentifier(group))) return;
  const message = `--chown=${value}: user and group names can't be resolved when used with --link, use numeric uid[:gid] instead`;
  refuse("stage/owner-by-name", message, chown.span);
}

function isIdentifier(text: string): boolean {
  if (text === "root") return true;
  return /^[+-]?[0-9]+$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

function refuseMode(chmod: Word | undefined, expander: Expander, refuse: Refuse): void {
  const value = chmod === undefined ? "" : expander.valueOf(chmod);
  if (chmod === undefined || value === "") return;
  const isOctal = /^[0-7]+$/.test(value) && Number.parseInt(value, 8) <= 0o7777;
  if (isOctal || SYMBOLIC.test(value)) return;
  const message = `invalid chmod parameter: '${value}'. It should be octal, between 0 and 07777, or symbolic as in u=rwX,go=rX`;
  refuse("stage/mode-invalid", message, chmod.span);
}

function refuseChecksum({ checksum, sources }: AddInstruction, expander: Expander, refuse: Refuse): void {
  const value = checksum === undefined ? "" : expander.valueOf(checksum);
  if (checksum === undefined || value === "") return;
  const source = sources[0];
  if (sources.length !== 1 || source === undefined) {
    refuse("stage/checksum-misplaced", "checksum can't be specified for multiple sources", checksum.span);
  } else if (!isRemote(expander.valueOf(source))) {
    refuse("stage/checksum-misplaced", "checksum requires HTTP(S) or Git sources", checksum.span);
  } else if (readGitSource(expander.valueOf(source)) !== "git" && !DIGEST.test(value)) {
    refuse(
      "stage/checksum-invalid",
      `invalid checksum ${value}: write sha256: and 64 hexadecimal digits`,
      checksum.span,
    );
  }
}

function refuseRemoteSources({ sources }: CopyInstruction, expander: Expander, refuse: Refuse): void {
  for (const source of sources) {
    const value = expander.valueOf(source);
    if (readGitSource(value) === "git")
      refuse("stage/source-remote", "source can't be a git ref for COPY", source.span);
    else if (isUrl(value)) refuse("stage/source-remote", "source can't be a URL for COPY", source.span);
    else continue;
    return;
  }
}

function isUrl(text: string): boolean {
  return text.startsWith("http://") || text.startsWith("https://");
}

/** Whether ADD fetches the source from elsewhere instead of the build context. */
export function isRemote(text: string): boolean {
  return isUrl(text) || readGitSource(text) === "git";
}
