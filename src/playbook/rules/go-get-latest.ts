import { defineRule } from "../define-rule.ts";
import { installsOf, type LanguageInstall } from "../installs.ts";

/** Reports `go install` and `go get` of whatever is newest on the day of the build. */
export const rule = defineRule({
  name: "go-get-latest",
  practice: "reproducible-install",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3062"],

  facts: ["go"],
  onRun(run, report) {
    for (const fact of installsOf(run, "go")) {
      if (fact.action !== "get" && fact.action !== "install") continue;
      for (const named of fact.packages) {
        if (!isNewest(named.name, named.version, fact)) continue;
        report({
          at: named.word.span,
          message: `go ${fact.action} takes whatever version of ${named.name} is newest on the day of the build`,
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
