import assert from "node:assert/strict";
import { test } from "node:test";
import { declaredPaths, isDeclared } from "./declared-paths.ts";

const PAGE = `# A page
It names \`/before\`.
## Why the fix is safe
Only \`/var/lib/apt/lists\`, \`/srv/*\`, \`~/.npm\`, \`/var/lib/gems/*/doc\` and \`COMPOSER_HOME\` go; \`apt-get clean\` is a command.
## Left alone
\`/behind\`
`;

test("a page declares the paths under one heading", () => {
  const expected = ["/var/lib/apt/lists", "/srv", "~/.npm", "/var/lib/gems/*/doc", "COMPOSER_HOME"];
  assert.deepEqual(declaredPaths(PAGE), expected);
});

const CASES: readonly (readonly [string, boolean])[] = [
  ["/var/lib/apt/lists", true],
  ["/var/lib/apt/lists/partial", true],
  ["/var/lib/apt/lists2", false],
  ["/var/lib/apt", false],
  ["/root/.npm/_logs", true],
  ["/home/ada/.npm", true],
  ["/root/.npmrc", false],
  ["/var/lib/gems/3.3.0/doc/tide/ri", true],
  ["/var/lib/gems/3.3.0/gems/doc", false],
  ["/var/lib/gems/3.3.0", false],
  ["/opt/composer/cache", true],
  ["/opt", false],
];

for (const [path, expected] of CASES) {
  test(`${path} is ${expected ? "" : "not "}declared`, () => {
    const valueOf = (name: string) => (name === "COMPOSER_HOME" ? "/opt/composer/" : undefined);
    assert.equal(isDeclared(path, declaredPaths(PAGE), valueOf), expected);
  });
}

test("a root and an empty variable declare nothing", () => {
  assert.equal(
    isDeclared("/etc", ["/", "HOME"], () => ""),
    false,
  );
});
