import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../base/index.ts";
import { createMemoryHost, type MemoryHostOptions } from "../host/index.ts";
import { ContextFinder, type FindContextRequest, type FoundContext, findContext } from "./find-context.ts";

interface Case {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly dockerfile?: string;
  readonly sources?: readonly string[];
  readonly request?: Partial<FindContextRequest>;
  readonly host?: MemoryHostOptions;
}

function findIn({
  files,
  dockerfile = "Dockerfile",
  sources = [],
  request,
  host,
}: Case): Promise<FoundContext> {
  const all = { ".git/HEAD": "", [dockerfile]: "", ...files };
  const memory = createMemoryHost({ ...host, files: all });
  return findContext(memory.files, { dockerfile, copySources: sources, ...request });
}

/** `folder: evidence`, or `?` and the reason, then candidates with what they lack. */
async function checkContext(expected: string, test: Case): Promise<void> {
  const found = await findIn(test);
  if (found.kind === "known") {
    const only = found.source.kind === "sources" && !found.source.isOnlyFolder ? " (nearest)" : "";
    assert.equal(`${found.folder}: ${found.source.kind}${only}`, expected);
    return;
  }
  const candidates = found.candidates.map(
    ({ folder, missing }) => ` ${folder}${missing.length > 0 ? `-${missing}` : ""}`,
  );
  assert.equal(`? ${found.reason}${candidates.length > 0 ? ";" : ""}${candidates.join("")}`, expected);
}

const NESTED = "docker/api/Dockerfile";
const COMPOSE = "services: {web: {build: {context: ., dockerfile: docker/api/Dockerfile}}}";

const ROWS: readonly (readonly [name: string, expected: string, test: Case])[] = [
  [
    "the folder that was given comes first",
    "x: given",
    { files: { "compose.yaml": COMPOSE }, dockerfile: NESTED, request: { explicit: "x" } },
  ],
  ["a Dockerfile that copies nothing", "docker/api: nothing-copied", { files: {}, dockerfile: NESTED }],
  [
    "a compose file above names it",
    ".: entries",
    { files: { "compose.yaml": COMPOSE }, dockerfile: NESTED, sources: ["gone"] },
  ],
  [
    "a compose file beside it names it",
    ".: entries",
    {
      files: { "docker/compose.yml": "services: {a: {build: {context: .., dockerfile: docker/Dockerfile}}}" },
      dockerfile: "docker/Dockerfile",
    },
  ],
  [
    "a bake file seen from its folder",
    "docker: entries",
    {
      files: { "docker/docker-bake.hcl": 'target "a" { dockerfile = "api/Dockerfile" }' },
      dockerfile: NESTED,
    },
  ],
  [
    "a bake file that makes sense only from the root",
    ".: entries",
    {
      files: { "docker/docker-bake.hcl": 'target "a" { dockerfile = "docker/api/Dockerfile" }' },
      dockerfile: NESTED,
    },
  ],
  [
    "a workflow names it",
    ".: entries",
    {
      files: {
        ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: 'docker build -f docker/api/Dockerfile .'}]}}",
      },
      dockerfile: NESTED,
    },
  ],
  [
    "a workflow that builds the commit",
    ".: entries",
    { files: { ".github/workflows/ci.yml": "jobs: {a: {steps: [{uses: docker/build-push-action@v6}]}}" } },
  ],
  [
    "entries that agree",
    ".: entries",
    {
      files: {
        "compose.yaml": COMPOSE,
        "docker-bake.hcl": 'target "a" { dockerfile = "docker/api/Dockerfile" }',
      },
      dockerfile: NESTED,
    },
  ],
  [
    "entries that disagree",
    "? it is built in 2 different contexts; docker/api .",
    {
      files: { "compose.yaml": COMPOSE, "docker/api/compose.yaml": "services: {web: {build: .}}" },
      dockerfile: NESTED,
      sources: ["x"],
    },
  ],
  [
    "an entry whose context only a run knows",
    "? job a of ci.yml: the context ${{ x }} depends on the run",
    {
      files: {
        ".github/workflows/ci.yml":
          "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: '${{ x }}', file: Dockerfile}}]}}",
      },
    },
  ],
  [
    "a context that a run makes first",
    "? job a of ci.yml: its context dist does not exist",
    { files: { ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: docker build -f Dockerfile dist}]}}" } },
  ],
  [
    "an entry that names another file says nothing",
    ".: sources",
    { files: { "compose.yaml": COMPOSE, src: "" }, sources: ["src"] },
  ],
  [
    "podman takes a Containerfile first",
    ".: sources",
    {
      files: {
        Containerfile: "",
        src: "",
        ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: podman build .}]}}",
      },
      sources: ["src"],
    },
  ],
  [
    "the nearest folder that holds all sources",
    "docker/api: sources (nearest)",
    {
      files: { a: "", b: "", "docker/api/a": "", "docker/api/b": "" },
      dockerfile: NESTED,
      sources: ["a", "./b", "."],
    },
  ],
  [
    "the only folder that holds all sources",
    ".: sources",
    { files: { "a/b": "", c: "", "docker/api/c": "" }, dockerfile: NESTED, sources: ["/a/b/", "c", "../c"] },
  ],
  [
    "letters differ in case",
    "? no folder holds everything that is copied",
    { files: { readme: "" }, sources: ["README"] },
  ],
  [
    "a source that is nowhere",
    "? no folder holds everything that is copied; docker/api-b,gone .-gone",
    { files: { a: "", b: "", "docker/api/a": "" }, dockerfile: NESTED, sources: ["a", "b", "gone"] },
  ],
  ["the whole context, at the root", ".: sources", { files: {}, sources: ["."] }],
  [
    "the whole context, beside something to copy",
    "docker/api: sources (nearest)",
    { files: { "docker/api/main.go": "" }, dockerfile: NESTED, sources: ["."] },
  ],
  [
    "the whole context, with nothing beside the Dockerfile",
    "? nothing that is copied tells its folders apart; docker/api docker .",
    {
      files: { "docker/api/Dockerfile.dev": "", "docker/api/.dockerignore": "" },
      dockerfile: NESTED,
      sources: ["/"],
    },
  ],
  [
    "a pattern that matches beside the Dockerfile",
    "docker/api: sources (nearest)",
    { files: { "docker/api/go.mod": "" }, dockerfile: NESTED, request: { copyPatterns: ["./go.*"] } },
  ],
  [
    "sources that nobody knows",
    "? nothing that is copied tells its folders apart; docker/api docker .",
    { files: {}, dockerfile: NESTED, request: { hasUnknownSources: true } },
  ],
  [
    "a folder that cannot be read",
    "? a folder that may hold a/b cannot be read",
    {
      files: { "docker/api/a/b": "", "a/b": "" },
      dockerfile: NESTED,
      sources: ["a/b"],
      host: { denied: ["docker/api/a"] },
    },
  ],
];

for (const [name, expected, found] of ROWS) test(`context: ${name}`, () => checkContext(expected, found));

test("the search stops at the folder that is given as root", async () => {
  const files = { a: "" };
  const request = { root: "docker" };
  const found = await findIn({ files, dockerfile: NESTED, sources: ["a"], request });
  assert.equal(found.kind, "unknown");
});

test("outside of a repository the search stops at the working folder", async () => {
  const host = createMemoryHost({ files: { "/a": "", b: "", "x/Dockerfile": "" } });
  const find = (source: string) =>
    findContext(host.files, { dockerfile: "x/Dockerfile", copySources: [source] });
  assert.equal((await find("a")).kind, "unknown");
  assert.deepEqual((await find("b")).kind, "known");
});

test("evidence reads as the end of a sentence", async () => {
  const found = await findIn({ files: { "compose.yaml": COMPOSE }, dockerfile: NESTED });
  assert.equal(found.kind === "known" && found.evidence, "service web of compose.yaml builds it there");
});

test("hostile files around a Dockerfile become problems, each told once, and stop nothing", async () => {
  const host = createMemoryHost({
    files: {
      ".git/HEAD": "",
      src: "",
      "a/Dockerfile": "",
      "b/Dockerfile": "",
      "compose.yaml": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]),
      "docker-compose.yml": `services: {build: ${"x".repeat(limits.pipelineFileBytes)}}`,
      "docker-compose.bad.yml": 'build: "',
      "docker-bake.hcl": 'target "a" {',
      "docker-compose.denied.yml": "",
    },
    links: { "compose.yml": "compose.yml", "docker-compose.up.yml": ".." },
    denied: ["docker-compose.denied.yml"],
  });
  const finder = new ContextFinder(host.files);
  for (const dockerfile of ["a/Dockerfile", "b/Dockerfile"]) {
    const found = await finder.find({ dockerfile, copySources: ["src"] });
    assert.equal(found.kind === "known" && found.folder, ".");
  }
  assert.deepEqual(
    finder.problems.map(({ code, path }) => `${code} ${path}`),
    [
      "pipeline/not-text compose.yaml",
      "pipeline/unreadable compose.yml",
      "pipeline/malformed docker-bake.hcl",
      "pipeline/malformed docker-compose.bad.yml",
      "pipeline/unreadable docker-compose.denied.yml",
      "pipeline/unreadable docker-compose.up.yml",
      "pipeline/too-large docker-compose.yml",
    ],
  );
});

test("files are read once for many Dockerfiles", async () => {
  const many = Array.from({ length: 50 }, (_, at) => [`s/${at}/Dockerfile`, ""]);
  const host = createMemoryHost({
    files: { ...Object.fromEntries(many), ".git/HEAD": "", src: "", "compose.yaml": COMPOSE },
  });
  const finder = new ContextFinder(host.files);
  for (let at = 0; at < 50; at++)
    await finder.find({ dockerfile: `s/${at}/Dockerfile`, copySources: ["src"] });
  // One list for each folder: theirs, `s`, the root and the others above; one file.
  assert.ok(host.calls <= 50 + 6, String(host.calls));
});

test("an outside that fails at any call never throws", async () => {
  const files = { ".git/HEAD": "", src: "", "a/Dockerfile": "", "compose.yaml": COMPOSE };
  for (let call = 1; ; call++) {
    const host = createMemoryHost({ files, fault: { call, code: "host/unreadable" } });
    await findContext(host.files, { dockerfile: "a/Dockerfile", copySources: ["src"] });
    if (host.calls < call) break;
  }
});
