import assert from "node:assert/strict";
import { test } from "node:test";
import type { Whether } from "../base/index.ts";
import { knownBase, lookUpShort, tables } from "./look-up.testing.ts";

/** Asks an image about names and compares the answers; each is written `name: answer`. */
function checkCommands(reference: string, expected: Readonly<Record<string, Whether>>): void {
  const base = knownBase(reference);
  const answers = Object.keys(expected).map((name) => [name, base.whetherCommand(name)]);
  assert.deepEqual(Object.fromEntries(answers), expected, reference);
}

test("a complete list says no to what it leaves out", () => {
  checkCommands("debian:13-slim", { "apt-get": "yes", useradd: "yes", adduser: "no", curl: "no" });
  checkCommands("rust:1-slim", { cargo: "yes", gcc: "yes", adduser: "no", git: "no" });
  checkCommands("node:22-slim", { node: "yes", npm: "yes", adduser: "yes", curl: "no", git: "no" });
  checkCommands("alpine:3.20", { wget: "yes", adduser: "yes", curl: "no", bash: "no" });
  checkCommands("scratch", { sh: "no", ls: "no" });
});

test("what a build leaves behind is there: python:slim keeps adduser on Debian 13", () => {
  checkCommands("python:3.12-slim", { adduser: "yes", pip: "yes", "python3.12": "yes", "python3.13": "no" });
  checkCommands("python:3.12", { git: "yes", curl: "yes", gcc: "yes" });
});

test("a list that is not complete says no to what is certainly missing, and maybe to the rest", () => {
  checkCommands("ubuntu:24.04", { "apt-get": "yes", adduser: "no", curl: "no", "no-such-command": "maybe" });
  checkCommands("ubuntu:22.04", { adduser: "yes", curl: "no" });
  checkCommands("nginx:1.29", { nginx: "yes", curl: "yes", wget: "no", "no-such-command": "maybe" });
  checkCommands("amazonlinux:2023", { dnf: "yes", useradd: "maybe" });
});

test("shell words, names of machines and paths are not looked up", () => {
  checkCommands("debian:13-slim", {
    cd: "maybe",
    "x86_64-linux-gnu-gcc": "maybe",
    "/bin/sh": "maybe",
    "": "maybe",
  });
  checkCommands("debian:13-slim", { echo: "yes", test: "yes" });
});

test("an image without a shell has none, and one for debugging has it elsewhere", () => {
  for (const name of [
    "static-debian12",
    "base-debian13",
    "cc-debian12",
    "python3-debian13",
    "nodejs22-debian13",
  ]) {
    const base = knownBase(`gcr.io/distroless/${name}`);
    assert.equal(base.whetherShell, "no", name);
    assert.equal(base.whetherCommand("sh"), "no", name);
  }
  const debug = knownBase("gcr.io/distroless/python3-debian13:debug");
  assert.deepEqual([debug.whetherShell, debug.shell], ["yes", "/busybox/sh"]);
  checkCommands("gcr.io/distroless/python3-debian13:debug-nonroot", {
    wget: "yes",
    curl: "no",
    "python3.13": "yes",
  });
});

test("what depends on a version that the tag does not say is maybe", () => {
  checkCommands("python:slim", { "python3.13": "maybe", python3: "yes", pythonx: "no" });
  checkCommands("node:25", { yarn: "yes", corepack: "no" });
  checkCommands("node:26", { yarn: "no", corepack: "no" });
  checkCommands("node:slim", { yarn: "maybe", corepack: "maybe" });
  checkCommands("python:3.11", { wheel: "yes", "2to3-3.11": "yes" });
  checkCommands("python:3", { wheel: "maybe", "2to3-3.11": "maybe" });
});

test("of a release that is not described, only what the variant brings is known", () => {
  checkCommands("python:3.5", { python3: "yes", "apt-get": "maybe", adduser: "maybe" });
  checkCommands("debian:9", { "apt-get": "maybe", curl: "maybe" });
  const base = knownBase("debian:9");
  assert.deepEqual(
    [base.os, base.libc, base.packageManager],
    [{ distribution: "debian", release: "9" }, "glibc", "apt"],
  );
});

test("a tag of a known family that is in no table leaves its contents open", () => {
  checkCommands("node:0.12.7", { npm: "maybe", git: "maybe" });
  assert.equal(knownBase("node:0.12.7").whetherUser("node"), "maybe");
});

test("an image that only the second table knows answers for its tools", () => {
  checkCommands("cgr.dev/chainguard/python:latest", { python3: "yes", sh: "no", curl: "no", ls: "maybe" });
  checkCommands("cgr.dev/chainguard/python:latest-dev", { git: "yes", wget: "yes" });
});

test("a derived image has its family's commands and its own", () => {
  checkCommands("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", { uv: "yes", python3: "yes", curl: "no" });
  const base = knownBase("ghcr.io/astral-sh/uv:python3.12-bookworm-slim");
  assert.deepEqual(
    [base.cmd, base.entrypoint, base.interpreters[0]?.version],
    [undefined, undefined, "3.12"],
  );
  assert.equal(lookUpShort("ghcr.io/astral-sh/uv:bookworm-slim"), undefined);
});

test("packages are listed where commands are", () => {
  const packages = (reference: string, name: string) => knownBase(reference).whetherPackage(name);
  assert.equal(packages("debian:13-slim", "dpkg"), "yes");
  assert.equal(packages("debian:13-slim", "curl"), "no");
  assert.equal(packages("python:3.13-slim", "ca-certificates"), "yes");
  assert.equal(packages("mcr.microsoft.com/dotnet/aspnet:10.0-alpine", "icu-libs"), "maybe");
});

test("the packages that bring a command are named, the likeliest first", () => {
  assert.equal(tables.providers("curl")[0], "curl");
  assert.deepEqual(tables.providers("no-such-command"), []);
  assert.deepEqual(tables.providers("__proto__"), []);
});

test("lists are sorted and hold what is certain", () => {
  const commands = knownBase("debian:13-slim").listCommands();
  assert.deepEqual(commands, [...commands].sort());
  assert.ok(commands.length > 300 && commands.includes("bash") && !commands.includes("adduser"));
  assert.ok(knownBase("python:3.12-slim").listCommands().includes("pip3.12"));
});
