import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Context, LOCK, mendInstall, NPM } from "./sources-context.testing.ts";

/** Holds what comes of a command behind `COPY . .` to what is expected. */
function checkInstall(command: string, context: Context, expected: string): void {
  const { says, left } = mendInstall(command, context);
  assert.equal(says, expected);
  assert.equal(left, 0);
}

function manifest(more: Readonly<Record<string, unknown>>): Context {
  return { files: { ...NPM, "package.json": JSON.stringify(more) } };
}

function locked(entry: Readonly<Record<string, unknown>>, path = "node_modules/b"): Context {
  return {
    files: {
      ...NPM,
      "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: { [path]: entry } }),
    },
  };
}

describe("what npm needs besides its manifest", () => {
  const ci = "npm ci --omit=dev";
  const first = "package.json package-lock.json";
  const rows: readonly (readonly [string, string, Context, string])[] = [
    ["manifest and lock file", ci, { files: NPM }, `safe: ${first} ./`],
    [
      "its settings",
      ci,
      { files: { ...NPM, ".npmrc": "registry=https://r.example\n" } },
      `safe: ${first} .npmrc ./`,
    ],
    [
      "settings that name files",
      ci,
      { files: { ...NPM, ".npmrc": "cafile=ca.pem\n" } },
      "stands back: .npmrc names other files",
    ],
    [
      "settings that are made",
      ci,
      { files: NPM, made: [".npmrc"] },
      "stands back: it is not certain that .npmrc is, or is not, in the build context",
    ],
    [
      "an ignored lock file",
      ci,
      { files: NPM, ignored: ["package-lock.json"] },
      "stands back: there is no lock file in the build context",
    ],
    ["no frozen lock file", "npm install", { files: NPM }, `unsafe: ${first} ./`],
    ["a script", ci, manifest({ scripts: { prepare: "husky" } }), "stands back: package.json runs prepare"],
    [
      "a script that is not run",
      `${ci} --ignore-scripts`,
      manifest({ scripts: { postinstall: "node x" } }),
      `safe: ${first} ./`,
    ],
    ["a script for people", ci, manifest({ scripts: { build: "tsc" } }), `safe: ${first} ./`],
    ["workspaces", ci, manifest({ workspaces: ["packages/*"] }), "stands back: package.json has workspaces"],
    [
      "a package of a folder",
      ci,
      manifest({ dependencies: { own: "file:./own" } }),
      "stands back: own is taken from a folder or file of the project",
    ],
    [
      "a package of Git",
      ci,
      manifest({ dependencies: { own: "git+https://example.org/own.git", p: "npm:q@1" } }),
      `safe: ${first} ./`,
    ],
    [
      "a linked package",
      ci,
      locked({ link: true }),
      "stands back: package-lock.json has packages of the project's own",
    ],
    ["a package with a script", ci, locked({ hasInstallScript: true }), `unsafe: ${first} ./`],
    [
      "a script for another system",
      ci,
      locked({ hasInstallScript: true, os: ["darwin"] }),
      `safe: ${first} ./`,
    ],
    [
      "a package that looks around",
      ci,
      locked({ hasInstallScript: true }, "node_modules/@prisma/client"),
      "stands back: @prisma/client looks into the project when it is installed",
    ],
    [
      "an addon of its own",
      ci,
      { files: { ...NPM, "binding.gyp": "{}" } },
      "stands back: binding.gyp is in the build context",
    ],
    [
      "packages of the host",
      ci,
      { files: { ...NPM, "node_modules/a/i.js": "" } },
      "stands back: node_modules comes with the build context and would be copied over what is installed",
    ],
    ["packages of the host at times", ci, { files: NPM, made: ["node_modules"] }, `unsafe: ${first} ./`],
    [
      "ignored packages of the host",
      ci,
      { files: { ...NPM, "node_modules/a/i.js": "" }, ignored: ["node_modules"] },
      `safe: ${first} ./`,
    ],
    [
      "a broken manifest",
      ci,
      { files: { ...NPM, "package.json": "{" } },
      "stands back: package.json is no valid JSON",
    ],
    [
      "a variable",
      `NPM_CONFIG_USERCONFIG=.npmrc-ci ${ci}`,
      { files: NPM },
      "stands back: NPM_CONFIG_USERCONFIG may name a file of the project",
    ],
    [
      "one workspace",
      `${ci} --workspace=a`,
      { files: NPM },
      "stands back: it is told of workspaces or settings",
    ],
    [
      "a project in a folder",
      `cd web && ${ci}`,
      { files: { "web/package.json": "{}", "web/package-lock.json": LOCK } },
      "safe: web/package.json web/package-lock.json web/",
    ],
    [
      "a project below workspaces",
      `cd web && ${ci}`,
      {
        files: {
          "package.json": '{"workspaces":["web"]}',
          "web/package.json": "{}",
          "web/package-lock.json": LOCK,
        },
      },
      "stands back: package.json of a folder above has workspaces",
    ],
  ];
  for (const [name, command, context, expected] of rows)
    it(name, () => checkInstall(command, context, expected));
});

describe("what Yarn, pnpm and Bun need besides their manifest", () => {
  const files = {
    "package.json": '{ "dependencies": { "a": "1" } }',
    "yarn.lock": "",
    "pnpm-lock.yaml": "",
    "bun.lock": "",
  };
  const patched = {
    ...files,
    "package.json": '{ "pnpm": { "patchedDependencies": { "a@1": "patches/a@1.patch" } } }',
    "patches/a@1.patch": "",
  };
  const yarn = {
    ...files,
    ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.5.0.cjs\n",
    ".yarn/releases/yarn-4.5.0.cjs": "",
  };
  const rows: readonly (readonly [string, string, Context, string])[] = [
    ["Yarn's lock file", "yarn install --frozen-lockfile", { files }, "unsafe: package.json yarn.lock ./"],
    [
      "Yarn's own program",
      "yarn install --immutable",
      { files: yarn },
      "unsafe: package.json yarn.lock .yarnrc.yml ./; .yarn/releases/yarn-4.5.0.cjs .yarn/releases/",
    ],
    [
      "Yarn's packages in Git",
      "yarn install --immutable",
      { files: { ...yarn, ".yarn/cache/a.zip": "" } },
      "stands back: .yarn/cache comes with the build context and would be copied over what is installed",
    ],
    [
      "Yarn's mirror",
      "yarn",
      { files: { ...files, ".yarnrc": 'yarn-offline-mirror "./mirror"\n' } },
      "stands back: .yarnrc names other files",
    ],
    [
      "a curious package",
      "yarn",
      { files: { ...files, "package.json": '{ "dependencies": { "prisma": "6" } }' } },
      "stands back: prisma looks into the project when it is installed",
    ],
    [
      "pnpm's lock file",
      "pnpm install --frozen-lockfile",
      { files },
      "unsafe: package.json pnpm-lock.yaml ./",
    ],
    [
      "patches",
      "pnpm i",
      { files: patched },
      "unsafe: package.json pnpm-lock.yaml ./; patches/a@1.patch patches/",
    ],
    [
      "pnpm's settings",
      "pnpm i",
      {
        files: {
          ...files,
          "pnpm-workspace.yaml":
            "onlyBuiltDependencies:\n  - esbuild\npatchedDependencies:\n  a@1: patches/a.patch\n",
          "patches/a.patch": "",
        },
      },
      "unsafe: package.json pnpm-lock.yaml pnpm-workspace.yaml ./; patches/a.patch patches/",
    ],
    [
      "pnpm's workspace",
      "pnpm i",
      { files: { ...files, "pnpm-workspace.yaml": "packages:\n  - apps/*\n" } },
      "stands back: pnpm-workspace.yaml has packages of the project's own",
    ],
    ["Bun's lock file", "bun install", { files }, "unsafe: package.json bun.lock ./"],
  ];
  for (const [name, command, context, expected] of rows)
    it(name, () => checkInstall(command, context, expected));
});
