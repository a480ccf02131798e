import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chainTo, findCycle } from "./chains.ts";
import { folderOf, judgeEdge, LAYERS, layerOf } from "./layers.ts";
import { expectNone, type Import, ROOT, readSources, type SourceFile } from "./source-files.ts";

const sources = readSources(["src", "tests", "tools", "bench", "lab"]);
const paths = new Set(sources.map(({ path }) => path));
const product = sources.filter(({ path }) => path.startsWith("src/") && !isTest(path));

/** Node's modules that reach nothing outside the process. All others belong to `host/node`. */
const HARMLESS = new Set(
  [
    ["assert", "async_hooks", "buffer", "crypto", "diagnostics_channel", "events", "path", "path/posix"],
    ["perf_hooks", "punycode", "querystring", "stream", "stream/promises", "string_decoder"],
    ["timers", "timers/promises", "url", "util", "zlib"],
  ]
    .flat()
    .map((name) => `node:${name}`),
);

/** What a program may ask of `process`; a variable of that name has other members. */
const PROCESS_MEMBERS =
  "argv|arch|chdir|cwd|env|execArgv|execPath|exit|exitCode|features|hrtime|kill|memoryUsage|on|once|pid|" +
  "platform|stderr|stdin|stdout|umask|uptime|versions?";

test("every folder of src is in the table of layers, once", () => {
  const folders = new Set(product.flatMap(({ path }) => folderOf(path) ?? []));
  expectNone([...folders].filter((folder) => layerOf(folder) === -1));
  assert.equal(new Set(LAYERS.flat()).size, LAYERS.flat().length);
});

test("a relative import names a file that is there", () => {
  expectNone(
    eachImport(sources, (_, { target }) => {
      if (target === undefined || paths.has(target) || target.includes("/generated/")) return undefined;
      return /\.(cjs|json)$/.test(target) ? undefined : "is no TypeScript file of the repository";
    }),
  );
});

test("imports go down, or sideways where that is listed", () => {
  expectNone(
    eachImport(sources, ({ path }, { target }) => {
      const from = folderOf(path);
      if (from === undefined || target === undefined) return undefined;
      const to = folderOf(target);
      return to === undefined ? "src imports nothing outside src" : judgeEdge(from, to);
    }),
  );
});

test("a folder is entered through its door", () => {
  expectNone(
    eachImport(sources, ({ path }, { target }) => {
      const to = folderOf(target ?? "");
      if (to === undefined || to === folderOf(path) || target === "src/host/node/index.ts") return undefined;
      return target === `src/${to}/index.ts` ? undefined : `stands behind the door src/${to}/index.ts`;
    }),
  );
});

test("inside a folder, files import each other directly", () => {
  expectNone(
    eachImport(product, ({ path }, { target }) => {
      const folder = folderOf(path);
      return target === `src/${folder}/index.ts` ? "is the file's own door" : undefined;
    }),
  );
});

test("only front doors and tests open the real host", () => {
  expectNone(
    eachImport(product, ({ path }, { target }) => {
      if (!target?.startsWith("src/host/node/") || path.startsWith("src/host/node/")) return undefined;
      return /^src\/(cli|lsp)\//.test(path) ? undefined : "is the real host: take a Host as an argument";
    }),
  );
});

test("only the real host uses Node's file, network and process modules", () => {
  expectNone(
    eachImport(product, ({ path }, { specifier }) => {
      if (!specifier.startsWith("node:") || HARMLESS.has(specifier)) return undefined;
      return path.startsWith("src/host/node/") ? undefined : "reaches outside the process";
    }),
  );
});

test("only the real host and the front doors use globals that reach outside", () => {
  const globals = new RegExp(
    [
      String.raw`(?<![.\w])process\.(?:${PROCESS_MEMBERS})\b`,
      String.raw`\bglobalThis\.process\b`,
      String.raw`(?<![.\w])fetch\(`,
      String.raw`\bnew (?:WebSocket|EventSource|Date\(\))`,
      String.raw`\b(?:Date|performance)\.now\(`,
      String.raw`\bMath\.random\(`,
    ].join("|"),
  );
  expectNone(
    product
      .filter(({ path }) => !/^src\/(cli|lsp|host\/node)\//.test(path))
      .flatMap((file) => {
        const match = globals.exec(file.code);
        return match === null ? [] : `${chain(file)} uses ${match[0]}`;
      }),
  );
});

test("a package is imported only where package.json declares it", () => {
  const declared = declaredPackages();
  expectNone(
    eachImport(sources, (_, { specifier, target }) => {
      if (target !== undefined || specifier.startsWith("node:")) return undefined;
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
      return declared.has(name) ? undefined : "is not declared in package.json";
    }),
  );
});

test("a lazy import in src names its module in a string, so that it can be bundled", () => {
  expectNone(product.filter(({ code }) => /\bimport\s*\(\s*[^"\s]/.test(code)).map(chain));
});

test("no file imports itself, not even through others", () => {
  const cycle = findCycle(product);
  assert.equal(cycle?.join("\n  -> "), undefined);
});

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

function declaredPackages(): ReadonlySet<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const entries = typeof manifest === "object" && manifest !== null ? Object.entries(manifest) : [];
  const lists = entries.filter(([field]) => /dependencies$/i.test(field)).map(([, list]) => Object(list));
  return new Set(lists.flatMap((list) => Object.keys(list)));
}

/** One line for each import that `judge` objects to, with the chain of imports that leads to it. */
function eachImport(
  files: readonly SourceFile[],
  judge: (file: SourceFile, found: Import) => string | undefined,
): readonly string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((found) => {
      const objection = judge(file, found);
      return objection === undefined
        ? []
        : `${chain(file)} -> ${found.target ?? found.specifier}: ${objection}`;
    }),
  );
}

function chain({ path }: SourceFile): string {
  return chainTo(product, path).join(" -> ");
}
