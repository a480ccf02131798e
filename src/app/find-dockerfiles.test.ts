import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../base/index.ts";
import { createMemoryHost, type MemoryHostOptions } from "../host/index.ts";
import { isDockerfileName } from "./dockerfile-name.ts";
import { findDockerfiles } from "./find-dockerfiles.ts";

interface Tree extends Omit<MemoryHostOptions, "files"> {
  /** Paths of empty files, or content by path. */
  readonly files: readonly string[] | Readonly<Record<string, string>>;
}

/** The paths found, a `+` behind those for development, then the codes and paths of problems. */
async function search(tree: Tree, paths: readonly string[] = ["."]): Promise<readonly string[]> {
  const named = Object.entries(tree.files).map(([key, value]) =>
    /^\d+$/.test(key) ? [value, ""] : [key, value],
  );
  const host = createMemoryHost({ ...tree, files: Object.fromEntries(named) });
  const { files, problems } = await findDockerfiles(host.files, paths);
  return [
    ...files.map(({ path, isDevelopment }) => (isDevelopment ? `${path}+` : path)),
    ...problems.map(({ code, path }) => `${code} ${path}`),
  ];
}

test("a name says whether a file is a Dockerfile", () => {
  const yes =
    "Dockerfile dockerfile DOCKERFILE Dockerfile.dev Dockerfile.1.2 Dockerfile.go api.Dockerfile a.b.dockerfile Containerfile Containerfile.prod dockerfile.dev";
  const no =
    "Dockerfile.dockerignore .dockerignore Dockerfile.md Dockerfile.j2 Dockerfile.alpine.tmpl Dockerfile.template Dockerfile.tpl Dockerfile.erb Dockerfile.in Dockerfile~ Dockerfile.bak Dockerfile.orig Dockerfile.swp dockerfile.go dockerfile.ts Dockerfiles MyDockerfile .dockerfile Dockerfile. x.containerfile Dockerfile.dev~";
  for (const name of yes.split(" ")) assert.equal(isDockerfileName(name), true, name);
  for (const name of no.split(" ")) assert.equal(isDockerfileName(name), false, name);
});

test("folders are searched, and paths come out sorted as the user would write them", async () => {
  const files = ["b/Dockerfile", "Dockerfile", "a/x/app.Dockerfile", "a/readme.md", "/other/Dockerfile"];
  assert.deepEqual(await search({ files }), ["Dockerfile", "a/x/app.Dockerfile", "b/Dockerfile"]);
  assert.deepEqual(await search({ files }, ["./a/", "b/Dockerfile", "/other"]), [
    "/other/Dockerfile",
    "a/x/app.Dockerfile",
    "b/Dockerfile",
  ]);
});

test("a named file is taken whatever it is called, and once", async () => {
  const tree = { files: { "build.txt": "", "a/Dockerfile": "", ".gitignore": "*" } };
  assert.deepEqual(await search(tree, ["build.txt", "./build.txt", "a", "a/Dockerfile"]), [
    "a/Dockerfile",
    "build.txt",
  ]);
});

test("dependency folders are passed over", async () => {
  const folders =
    "node_modules/x .git venv .venv .tox bower_components .terraform py/lib/site-packages rust/target java/target go/vendor php/vendor env-of-mine __pycache__";
  const markers = ["rust/Cargo.toml", "java/pom.xml", "go/vendor/modules.txt", "php/vendor/autoload.php"];
  const kept = ["target/Dockerfile", "vendor/Dockerfile"];
  const files = [
    ...folders.split(" ").map((folder) => `${folder}/Dockerfile`),
    ...markers,
    "env-of-mine/pyvenv.cfg",
    ...kept,
  ];
  assert.deepEqual(await search({ files }), kept);
  assert.deepEqual(await search({ files }, ["node_modules"]), ["node_modules/x/Dockerfile"]);
});

test("what .gitignore files ignore is passed over, nested ones and exceptions included", async () => {
  const files = {
    ".gitignore": "/out/\n*.dockerfile\n!keep.dockerfile\ndeep/*/x\n",
    "out/Dockerfile": "",
    "a/out/Dockerfile": "",
    "a.dockerfile": "",
    "keep.dockerfile": "",
    "deep/1/x/Dockerfile": "",
    "sub/.gitignore": "!b.dockerfile\n/Dockerfile",
    "sub/b.dockerfile": "",
    "sub/Dockerfile": "",
    "sub/x/Dockerfile": "",
  };
  const found = ["a/out/Dockerfile", "keep.dockerfile", "sub/b.dockerfile", "sub/x/Dockerfile"];
  assert.deepEqual(await search({ files }), found);
});

test("ignore files above the named folder apply up to the repository's top, and its exclude file", async () => {
  const files = {
    "/.gitignore": "*",
    "/repo/.git/HEAD": "",
    "/repo/.git/info/exclude": "mine",
    "/repo/.gitignore": "/a/b/c\nd",
    "/repo/a/b/Dockerfile": "",
    "/repo/a/b/c/Dockerfile": "",
    "/repo/a/b/d/Dockerfile": "",
    "/repo/a/b/mine/Dockerfile": "",
  };
  assert.deepEqual(await search({ files, workingFolder: "/repo/a" }, ["b"]), ["b/Dockerfile"]);
});

test("a repository inside another obeys its own ignore files alone", async () => {
  const files = { ".git/HEAD": "", ".gitignore": "x", "sub/.git": "gitdir: y", "sub/x/Dockerfile": "" };
  assert.deepEqual(await search({ files }), ["sub/x/Dockerfile"]);
});

test("links to folders are not followed, links to files are taken, circles end", async () => {
  const tree = {
    files: ["real/Dockerfile", "text"],
    links: {
      up: "..",
      self: "self",
      folder: "real",
      "Dockerfile.self": "Dockerfile.self",
      "Dockerfile.gone": "nowhere",
      "Dockerfile.folder": "real",
      "Dockerfile.text": "text",
    },
  };
  assert.deepEqual(await search(tree), ["Dockerfile.text", "real/Dockerfile"]);
  assert.deepEqual(await search(tree, ["folder"]), ["folder/Dockerfile"]);
});

test("what cannot be read is said, and the rest is found", async () => {
  const tree = {
    files: ["a/Dockerfile", "b/Dockerfile", "c/Dockerfile", "c/.gitignore"],
    denied: ["b", "c/.gitignore"],
    others: ["Dockerfile"],
  };
  assert.deepEqual(await search(tree, [".", "gone", "Dockerfile"]), [
    "a/Dockerfile",
    "c/Dockerfile",
    "host/no-permission b",
    "host/no-permission c/.gitignore",
    "host/not-found gone",
    "host/not-a-file Dockerfile",
  ]);
});

test("files of a development container are marked", async () => {
  const files = [".devcontainer/Dockerfile", "a/.devcontainer/x/Dockerfile", "Dockerfile"];
  const found = [".devcontainer/Dockerfile+", "Dockerfile", "a/.devcontainer/x/Dockerfile+"];
  assert.deepEqual(await search({ files }), found);
});

test("folders beyond the depth that is followed are said to be left out", async () => {
  const files = [`${"d/".repeat(limits.folderDepth + 2)}Dockerfile`, "Dockerfile"];
  const deepest = "d/".repeat(limits.folderDepth).slice(0, -1);
  assert.deepEqual(await search({ files }), ["Dockerfile", `app/too-deep ${deepest}`]);
});

test("an outside that fails at any call is a problem and never an error", async () => {
  const files = { ".gitignore": "", "a/Dockerfile": "", ".git/info/exclude": "" };
  const links = { Dockerfile: "a/Dockerfile" };
  for (let call = 1; ; call++) {
    const host = createMemoryHost({ files, links, fault: { call, code: "host/unreadable" } });
    const { problems } = await findDockerfiles(host.files, ["."]);
    if (host.calls < call) break;
    assert.ok(problems.every(({ code }) => code === "host/unreadable"));
  }
});
