import assert from "node:assert/strict";
import { test } from "node:test";
import type { ImageFile } from "../outcome/image-files.ts";
import { compareTrees, noiseOf, sortDifferences, type TreeDifference } from "./compare-trees.ts";
import type { Tree } from "./tree.ts";

const FILE: ImageFile = { kind: "file", uid: 0, gid: 0, mode: 0o644, bytes: 1, target: "", digest: "a" };
const FOLDER: ImageFile = { kind: "folder", uid: 0, gid: 0, mode: 0o755, bytes: 0, target: "" };
const LINK: ImageFile = { kind: "link", uid: 0, gid: 0, mode: 0o777, bytes: 0, target: "x" };

/** Sorts the differences of two trees; `declared` are paths that go with all that is below. */
function checkSorted(
  [before, after]: readonly [Record<string, ImageFile>, Record<string, ImageFile>],
  given: { declared?: string; noise?: ReadonlySet<string>; fixed?: ReadonlyMap<string, string> },
  expected: Partial<Record<"declared" | "noise" | "left", readonly string[]>>,
): void {
  const { declared, noise = new Set(), fixed = new Map() } = given;
  const isDeclared = (path: string): boolean =>
    declared !== undefined && `${path}/`.startsWith(`${declared}/`);
  const sorted = sortDifferences(tree(before), tree(after), { isDeclared, noise, fixed });
  const wordsOf = (list: readonly TreeDifference[]) => list.map(({ words }) => words);
  const words = {
    declared: wordsOf(sorted.declared),
    noise: wordsOf(sorted.noise),
    left: wordsOf(sorted.left),
  };
  assert.deepEqual(words, { declared: [], noise: [], left: [], ...expected });
}

function tree(files: Record<string, ImageFile>): Tree {
  return new Map(Object.entries(files));
}

const CHANGES: readonly (readonly [string, ImageFile, ImageFile, readonly string[]])[] = [
  ["bytes", FILE, { ...FILE, digest: "b", bytes: 2 }, ["/f: bytes 1 (a) became 2 (b)"]],
  [
    "a digest that was not read",
    { ...FILE, digest: "" },
    { ...FILE, digest: "b" },
    ["/f: bytes 1 () became 1 (b)"],
  ],
  [
    "an owner and a mode",
    FILE,
    { ...FILE, uid: 5, mode: 0o600 },
    ["/f: owner 0:0 became 5:0", "/f: mode 644 became 600"],
  ],
  ["a kind", FILE, LINK, ["/f: kind file became link"]],
  ["where a link leads", LINK, { ...LINK, target: "y" }, ["/f: target x became y"]],
  ["the mode of a link, which means nothing", LINK, { ...LINK, mode: 0o700 }, []],
  ["the mode of a folder", FOLDER, { ...FOLDER, mode: 0o700 }, ["/f: mode 755 became 700"]],
  ["nothing", FILE, FILE, []],
];

for (const [name, old, now, expected] of CHANGES) {
  test(`a tree differs in ${name}`, () => {
    const found = compareTrees(tree({ "/f": old }), tree({ "/f": now }));
    assert.deepEqual(
      found.map(({ words }) => words),
      expected,
    );
  });
}

test("files without digests are never taken to be the same", () => {
  const { digest: _, ...unread } = FILE;
  assert.equal(compareTrees(tree({ "/f": unread }), tree({ "/f": unread })).length, 1);
});

test("paths that come and go are told", () => {
  checkSorted([{ "/a": FILE }, { "/b": FILE }], {}, { left: ["/a is gone", "/b is new"] });
});

test("what a page declares may go, with the folders that were made for it", () => {
  const before = {
    "/root": FOLDER,
    "/root/.cache": FOLDER,
    "/root/.cache/pip": FOLDER,
    "/root/.cache/pip/x": FILE,
  };
  checkSorted(
    [before, { "/root": FOLDER }],
    { declared: "/root/.cache/pip" },
    {
      declared: ["/root/.cache is gone", "/root/.cache/pip is gone", "/root/.cache/pip/x is gone"],
    },
  );
});

test("a folder above what is declared may not go with anything else in it", () => {
  const before = { "/c": FOLDER, "/c/pip": FOLDER, "/c/other": FILE };
  checkSorted(
    [before, {}],
    { declared: "/c/pip" },
    {
      declared: ["/c/pip is gone"],
      left: ["/c is gone", "/c/other is gone"],
    },
  );
});

test("a folder above what is declared may not change its owner", () => {
  const [before, after] = [{ "/c": FOLDER, "/c/pip": FOLDER }, { "/c": { ...FOLDER, uid: 7 } }];
  checkSorted(
    [before, after],
    { declared: "/c/pip" },
    {
      declared: ["/c/pip is gone"],
      left: ["/c: owner 0:0 became 7:0"],
    },
  );
});

test("bytes that vary from build to build are noise, and the mode beside them is none", () => {
  const noise = noiseOf(tree({ "/f": FILE }), tree({ "/f": { ...FILE, digest: "other" } }));
  checkSorted(
    [{ "/f": FILE }, { "/f": { ...FILE, digest: "third", mode: 0o600 } }],
    { noise },
    {
      noise: ["/f: bytes 1 (a) became 1 (third)"],
      left: ["/f: mode 644 became 600"],
    },
  );
});

test("names that vary from build to build are noise, as many as vary and no others", () => {
  const noise = noiseOf(tree({ "/l/1": FILE, "/l/2": FILE }), tree({ "/l/3": FILE, "/l/4": FILE }));
  const before = { "/l/1": FILE, "/l/2": FILE };
  checkSorted(
    [before, { "/l/5": FILE, "/l/6": FILE }],
    { noise },
    { noise: ["/l/1 is gone", "/l/2 is gone", "/l/5 is new", "/l/6 is new"] },
  );
  checkSorted([before, { "/l/1": FILE, "/l/2": FILE, "/l/5": FILE }], { noise }, { left: ["/l/5 is new"] });
  checkSorted(
    [before, { "/l/5": FILE, "/l/6": { ...FILE, mode: 0o600 } }],
    { noise },
    { noise: ["/l/1 is gone", "/l/2 is gone"], left: ["/l/5 is new", "/l/6 is new"] },
  );
});

test("a copy of the Dockerfile in the image may change as the Dockerfile did, and in no other way", () => {
  const fixed = new Map([["a", "b"]]);
  checkSorted(
    [{ "/f": FILE }, { "/f": { ...FILE, digest: "b" } }],
    { fixed },
    {
      declared: ["/f: bytes 1 (a) became 1 (b)"],
    },
  );
  checkSorted(
    [{ "/f": FILE }, { "/f": { ...FILE, digest: "c" } }],
    { fixed },
    {
      left: ["/f: bytes 1 (a) became 1 (c)"],
    },
  );
});

test("folders with names of chance are compared by what they hold", () => {
  const folder = { ...FILE, kind: "folder" } as const;
  const build = (name: string, inner: string, file: Partial<ImageFile> = {}) => ({
    "/c": folder,
    [`/c/${name}`]: folder,
    [`/c/${name}/a`]: { ...FILE, ...file },
    [`/c/${name}/${inner}`]: folder,
    [`/c/${name}/${inner}/b`]: FILE,
  });
  const noise = noiseOf(tree(build("x1", "in")), tree(build("x2", "in")));
  checkSorted([build("x1", "in"), build("x3", "in")], { noise }, {});
  checkSorted(
    [build("x1", "in"), build("x3", "in", { digest: "other" })],
    { noise },
    { left: ["/c/x1/a: bytes 1 (a) became 1 (other)"] },
  );
  checkSorted(
    [build("x1", "in"), build("x3", "in", { mode: 0o600 })],
    { noise },
    {
      noise: ["/c/x1 is gone", "/c/x3 is new"],
      left: [
        "/c/x1/a is gone",
        "/c/x1/in is gone",
        "/c/x1/in/b is gone",
        "/c/x3/a is new",
        "/c/x3/in is new",
        "/c/x3/in/b is new",
      ],
    },
  );
  // Without names that vary between builds a folder of another name is another folder.
  checkSorted(
    [
      { "/c": folder, "/c/x1": folder },
      { "/c": folder, "/c/x3": folder },
    ],
    {},
    { left: ["/c/x1 is gone", "/c/x3 is new"] },
  );
});
