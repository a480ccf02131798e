import assert from "node:assert/strict";
import { test } from "node:test";
import { knownBase, lookUpShort } from "./look-up.testing.ts";

/** The releases that a tag may stand on, joined with bars. */
function checkReleases(reference: string, expected: string, at?: string): void {
  const releases = knownBase(reference, at).releases.map(({ name }) => name);
  assert.equal(releases.join(" | "), expected, `${reference} at ${at ?? "any day"}`);
}

test("a moving tag stands where it stood last", () => {
  checkReleases("python:3.12-slim", "debian-13");
  checkReleases("node:22", "debian-12");
  checkReleases("node:lts", "debian-12");
  checkReleases("node:current-slim", "debian-13");
  checkReleases("alpine", "alpine-3.24");
  checkReleases("debian:stable-slim", "debian-13");
  checkReleases("nginx:stable-alpine", "alpine-3.24");
  checkReleases("golang:1.22-alpine", "alpine-3.21");
});

test("on an earlier day it stood elsewhere", () => {
  checkReleases("python:3.12-slim", "debian-12", "2025-08-10");
  checkReleases("python:3.12-slim", "debian-13", "2025-08-11");
  checkReleases("debian:latest", "debian-12", "2024-01-01");
  checkReleases("eclipse-temurin:21", "ubuntu-22.04", "2024-01-01");
  assert.equal(lookUpShort("python:3.14", "2024-01-01")?.releases.length ?? 0, 0);
});

test("a pinned version stands where it was built last", () => {
  checkReleases("python:3.12.10-slim", "debian-12");
  checkReleases("python:3.12.11-slim", "debian-13");
  checkReleases("node:20.2", "debian-11");
  checkReleases("node:18.16.0", "debian-12");
  checkReleases("php:8.1.31-fpm-alpine", "alpine-3.21");
});

test("a suite fixes the release, wherever it stands", () => {
  checkReleases("python:3.12-slim-bookworm", "debian-12");
  checkReleases("node:22-bookworm-slim", "debian-12");
  checkReleases("golang:1.22-alpine3.19", "alpine-3.19");
  checkReleases("eclipse-temurin:21-jre-alpine-3.21", "alpine-3.21");
  checkReleases("mcr.microsoft.com/dotnet/sdk:8.0-bookworm-slim", "debian-12");
  checkReleases("python:3.6-stretch", "debian-9");
});

test("the version of an operating system is its release", () => {
  checkReleases("alpine:3.19.1", "alpine-3.19");
  checkReleases("debian:12.5-slim", "debian-12");
  checkReleases("ubuntu:16.04", "ubuntu-16.04");
  checkReleases("ubuntu:xenial", "ubuntu-16.04");
  checkReleases("rockylinux:9.3", "rocky-9");
});

test("where several releases are possible, all are, and answers join", () => {
  checkReleases("docker:20.10.12", "alpine-3.15 | alpine-3.18");
  checkReleases("eclipse-temurin:17.0.9_9-jre", "ubuntu-20.04 | ubuntu-22.04 | ubuntu-24.04 | ubuntu-26.04");
  const base = knownBase("eclipse-temurin:17.0.9_9-jre");
  assert.deepEqual([base.whetherCommand("apt-get"), base.whetherCommand("adduser")], ["yes", "maybe"]);
  assert.deepEqual([base.os, base.libc], [{ distribution: "ubuntu" }, "glibc"]);
});

test("a digest keeps an image where its moving tag no longer stands", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  checkReleases(`python:3.12-slim@${digest}`, "debian-12 | debian-13");
  checkReleases(`node:22-slim@${digest}`, "debian-12");
  checkReleases(`python:3.12.11-slim@${digest}`, "debian-13");
  assert.equal(lookUpShort(`python@${digest}`), undefined);
});

test("a tag that no table knows is not guessed", () => {
  for (const reference of [
    "debian:unstable",
    "debian:backports",
    "golang:onbuild",
    "gcc:latest-windows",
    "mysql:8.0-debian",
    "python:3.12-alpine-bookworm",
    "eclipse-temurin:21-jre-ubi9-minimal",
    "nobody/nothing:1",
    "docker.io/scratch",
  ]) {
    assert.equal(lookUpShort(reference), undefined, reference);
  }
});

test("a family without a table of releases still tells what it brings", () => {
  checkReleases("elixir:1.17", "");
  assert.deepEqual(["mix", "sh"].map(knownBase("elixir:1.17").whetherCommand), ["yes", "maybe"]);
  assert.deepEqual(["mysqld", "apt-get"].map(knownBase("mysql:8.4").whetherCommand), ["yes", "no"]);
});

test("an image that changed its system may have either one's package manager before the change", () => {
  const answers = (reference: string) => ["apt-get", "microdnf"].map(knownBase(reference).whetherCommand);
  assert.deepEqual(answers("mysql:8.4"), ["no", "yes"]);
  assert.deepEqual(answers("mysql:8.0.28"), ["maybe", "maybe"]);
  assert.deepEqual(answers("mysql:5.7"), ["maybe", "maybe"]);
});

test("variants go by their other names", () => {
  const variant = (reference: string) => knownBase(reference).variant;
  assert.equal(variant("php:8.3"), "cli");
  assert.equal(variant("eclipse-temurin:21"), "jdk");
  assert.equal(variant("maven:3.9-eclipse-temurin-21-alpine"), "eclipse-temurin-alpine");
  assert.equal(variant("gcr.io/distroless/base-debian12:nonroot-arm64"), "nonroot");
  assert.equal(variant("denoland/deno:alpine-2.1.4"), "alpine");
  assert.equal(knownBase("node:jod-slim").version, "22");
});
