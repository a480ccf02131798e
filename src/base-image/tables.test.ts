import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findFamily } from "./family.ts";
import { records } from "./generated/records.ts";
import { findEntry } from "./image-entry.ts";
import { knownBase, lookUpShort, tables } from "./look-up.testing.ts";
import { field, findRecord, recordNames, textOf, wordsOf } from "./records.ts";
import { findSystem } from "./system.ts";

const repositories = recordNames(records, "repository");

/** Asks for everything that an image can tell; none of it may throw. */
function askEverything(repository: string, tag: string): boolean {
  const slash = repository.indexOf("/");
  const domain = repository.slice(0, Math.max(0, slash));
  const base = tables.lookUp({ domain, path: repository.slice(slash + 1), tag });
  if (base === undefined) return false;
  // Spreading asks every getter.
  const { origins, notes, environment } = { ...base };
  assert.ok(origins.size > 0 && notes.length >= 0 && environment.size >= 0);
  for (const name of ["sh", "python3", "", "__proto__", "x".repeat(10_000)]) base.whetherCommand(name);
  assert.equal(typeof base.whetherUser("constructor"), "string");
  base.listCommands();
  base.listPackages();
  base.listUsers();
  base.slimmer();
  base.distroless();
  base.whetherEndOfLife("2026-11-21");
  return true;
}

test("every system is put together from its parents", () => {
  const names = recordNames(records, "system");
  assert.ok(names.length >= 98, `${names.length} systems`);
  for (const name of names) {
    const system = findSystem(records, name, new Map());
    assert.ok(system !== undefined && system.os !== undefined, name);
    if (system.isUsersComplete && name !== "scratch") assert.ok(system.users().has("root"), name);
    for (const list of [system.commands(), system.commandsMaybe(), system.packages()]) {
      assert.ok(
        [...list].every((entry) => /^[!-~]+$/.test(entry)),
        name,
      );
    }
    for (const command of system.commands())
      assert.ok(!system.commandsAbsent().has(command), `${name} ${command}`);
  }
});

test("a record names others that are there", () => {
  for (const name of recordNames(records, "system")) {
    const parent = textOf(field(findRecord(records, "system", name), "parent"));
    assert.ok(parent === undefined || findRecord(records, "system", parent) !== undefined, name);
  }
  const images = new Set(recordNames(records, "image"));
  for (const repository of repositories) {
    const record = findRecord(records, "repository", repository);
    const family = textOf(field(record, "family"));
    assert.ok(family === undefined || findFamily(records, family, new Map()) !== undefined, repository);
    for (const id of wordsOf(field(record, "images"))) assert.ok(images.has(id), id);
  }
  for (const id of images) {
    const entry = findEntry(records, id, new Map());
    for (const other of [...(entry?.slimmer ?? []), ...(entry?.distroless ?? [])])
      assert.ok(images.has(other), other);
  }
});

test("every image is found by its own example", () => {
  for (const id of recordNames(records, "image")) {
    const example = findEntry(records, id, new Map())?.example ?? "";
    assert.ok(lookUpShort(example) !== undefined, example);
  }
});

test("every family answers to every variant in the usual and in odd spellings", () => {
  let answered = 0;
  for (const name of recordNames(records, "family")) {
    const value = findRecord(records, "family", name);
    const own = repositories.filter(
      (repository) => textOf(field(findRecord(records, "repository", repository), "family")) === name,
    );
    const variants = Object.keys(Object(field(value, "variants")));
    for (const variant of variants) {
      const behind = variant === "" ? "" : `-${variant}`;
      for (const before of [
        "",
        "latest",
        "1",
        "3.13",
        "v22.1.0",
        "24.04",
        "3-bookworm",
        "lts",
        "999999999999999999",
      ]) {
        for (const repository of own) {
          const isAnswered = askEverything(repository, `${before}${behind}`.replace(/^-/, ""));
          if (isAnswered) answered++;
        }
      }
    }
  }
  assert.ok(answered > 1000, `${answered} tags are known`);
});

test("tags that nobody would write are unknown or answered, and never thrown at", () => {
  const odd = [
    "-",
    ".",
    "__proto__",
    "constructor",
    "é",
    "\ud800",
    "a".repeat(1_000_000),
    "3.13%",
    "&",
    "1-\n",
    "0x10",
  ];
  const long = [
    "1.".repeat(500_000),
    "alpine".repeat(20),
    "-alpine".repeat(18),
    "9".repeat(128),
    "slim-".repeat(25),
  ];
  for (const tag of [...odd, ...long]) {
    for (const repository of repositories) askEverything(repository, tag);
  }
  assert.equal(lookUpShort(`python:${"a".repeat(1_000_000)}`), undefined);
  assert.equal(tables.lookUp({ domain: "__proto__", path: "x" }), undefined);
  assert.equal(tables.lookUp({ domain: "docker.io", path: "library/debian&{}%repository x" }), undefined);
});

test("any tag of any repository is answered or unknown", () => {
  const word = fc.constantFrom(
    "slim",
    "alpine",
    "alpine3.19",
    "bookworm",
    "jammy",
    "rc",
    "lts",
    "debug",
    "3.13",
    "1",
  );
  const tag = fc.oneof(
    fc.array(word, { maxLength: 5 }).map((words) => words.join("-")),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...repositories), tag, (repository, text) => {
      askEverything(repository, text);
    }),
    { numRuns: 500 },
  );
});

test("what is known to be there is never known to be missing", () => {
  for (const reference of [
    "debian:13",
    "node:22",
    "python:3.13-slim",
    "nginx:1.29-alpine",
    "docker:20.10.12",
  ]) {
    const base = knownBase(reference);
    for (const name of base.listCommands())
      assert.equal(base.whetherCommand(name), "yes", `${name} in ${reference}`);
    for (const { name, uid } of base.listUsers()) {
      assert.equal(base.whetherUser(name), "yes");
      if (uid !== undefined) assert.equal(base.whetherUid(uid), "yes", `${name} in ${reference}`);
    }
  }
});
