import type { CommandUse } from "../../shell/index.ts";
import { defineRule, type RunStep } from "../define-rule.ts";
import { findPipelines } from "../pipelines.ts";

/** Reports pipes whose first part may fail without failing the RUN. It matters in every stage that is built. */
export const rule = defineRule({
  name: "pipe-hides-failure",
  practice: "works",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL4006"],

  onRun(step, report, { stage, file }) {
    const { run } = step;
    if (run === undefined || !stage.isReachable || setsPipefail(step, file.evaluated.dockerfile.text)) return;
    for (const { members, isWatched } of findPipelines(run.commands)) {
      const last = members.at(-1);
      if (isWatched || last === undefined || last.runs === "no" || notices(last)) continue;
      const writer = members.slice(0, -1).find((use) => WRITERS.has(use.name ?? ""));
      const [word] = writer?.words ?? [];
      if (writer === undefined || word === undefined) continue;
      const reader = last.name ?? "the last command";
      report({
        at: word.span,
        message: `A failure of ${writer.name} is lost: of a pipe only the result of ${reader} counts`,
      });
    }
  },
});

/** Programs whose failure means that the image is not what it should be. */
const WRITERS: ReadonlySet<string> = new Set(
  (
    "curl wget git make cmake ninja npm npx yarn pnpm bun node python python3 pip pip3 uv poetry go cargo mvn gradle " +
    "./mvnw ./gradlew mvnw gradlew composer php bundle gem rake dotnet apt-get apt apk dnf yum microdnf zypper " +
    "docker-php-ext-install pecl configure mysql mysqldump psql pg_dump aws gsutil gcloud kubectl helm"
  ).split(" "),
);

/** Whether a command fails when it gets nothing, or half of something: archives, keys, checksums, searches. */
function notices({ name, words }: CommandUse): boolean {
  if (name === undefined) return true;
  if (NOTICING.has(name)) return true;
  return /sum$/.test(name) && words.some(({ value }) => value === "-c" || value === "--check");
}

const NOTICING: ReadonlySet<string> = new Set(
  (
    "tar bsdtar gtar gzip gunzip zcat pigz xz unxz xzcat bzip2 bunzip2 zstd unzstd unzip cpio gpg gpg2 gpgv apt-key " +
    "grep egrep fgrep rpm dpkg openssl test [ rpmkeys"
  ).split(" "),
);

/** Whether the shell, an option of it, or the script itself asks for the result of all parts. */
function setsPipefail({ before, instruction }: RunStep, text: string): boolean {
  if (before.shell?.some((word) => word.includes("pipefail")) === true) return true;
  const { start, end } = instruction.syntax.span;
  return text.slice(start, end).includes("pipefail");
}
