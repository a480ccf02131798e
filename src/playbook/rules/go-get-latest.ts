import type { NamedPackage } from "../../stage/index.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { isPlainlyWritten } from "../edit/add-option.ts";
import { installsOf, type LanguageInstall } from "../install/installs.ts";
import type { ContextView } from "../subject.ts";

/** Reports `go install` and `go get` of whatever is newest on the day of the build. */
export const rule = defineRule({
  name: "go-get-latest",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3062"],

  facts: ["go"],
  onRun(run, report, { file }) {
    for (const fact of installsOf(run, "go")) {
      if (fact.action !== "get" && fact.action !== "install") continue;
      for (const named of fact.packages) {
        if (!isNewest(named.name, named.version, fact)) continue;
        report({
          at: named.word.span,
          message: `go ${fact.action} takes whatever version of ${named.name} is newest on the day of the build`,
          fix: pin(run, fact, named, file.context),
        });
      }
    }
  },
});

const MOVING: ReadonlySet<string> = new Set(["latest", "upgrade", "patch", "master", "main", "HEAD"]);

/** Without a version `go get` takes the newest; `go install` keeps to the module it stands in. */
function isNewest(name: string, version: string | undefined, { action, options }: LanguageInstall): boolean {
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/[^$]*$/i.test(name)) return false;
  if (version !== undefined) return MOVING.has(version);
  return action === "get" || options.has("-u");
}

/** Writes the version that the project's own go.mod asks for, where it asks for the module. */
function pin(
  run: RunStep,
  { use, options }: LanguageInstall,
  { name, word }: NamedPackage,
  context: ContextView,
): FoundFix | undefined {
  if (context.kind === "unknown" || options.has("-u") || !isPlainlyWritten(run, use, word)) return undefined;
  const version = findVersion(context.textOf("go.mod") ?? "", name);
  if (version === undefined) return undefined;
  return {
    title: `Take ${version}, which go.mod asks for`,
    // It may be older than what was newest, and lack what is used of it.
    applicability: "unsafe",
    edits: [{ span: word.span, text: `${name}@${version}` }],
  };
}

/** The version of the module that a package is part of: of all that go.mod requires, the one with the longest name. */
function findVersion(text: string, name: string): string | undefined {
  const lines = text.split("\n").map((line) =>
    line
      .replace(/\/\/.*$/, "")
      .trim()
      .split(/\s+/),
  );
  let best: { readonly path: string; readonly version: string } | undefined;
  for (const line of lines) {
    const [path = "", version = "", ...more] = line[0] === "require" ? line.slice(1) : line;
    const isPart = name === path || name.startsWith(`${path}/`);
    if (more.length > 0 || !/^v[0-9]\S*$/.test(version) || !path.includes(".") || !isPart) continue;
    if (path.length > (best?.path.length ?? 0)) best = { path, version };
  }
  // What is replaced or left out is another version.
  const count = lines.reduce((sum, line) => sum + line.filter((word) => word === best?.path).length, 0);
  return count > 1 ? undefined : best?.version;
}
