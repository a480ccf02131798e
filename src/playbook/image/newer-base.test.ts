import assert from "node:assert/strict";
import { test } from "node:test";
import { loadBaseImages } from "../../base-image/index.ts";
import { parseReference } from "../../reference/index.ts";
import { newerBase } from "./newer-base.ts";

const bases = await loadBaseImages();

/** What takes the place of a base in a stage that does nothing, as `applicability reference`. */
function checkNewer(written: string, expected: string | undefined): void {
  const reference = parseReference(written);
  assert.ok(reference.kind === "reference");
  const newer = newerBase({ written, reference, stages: [], bases, today: "2026-11-21" });
  assert.equal(newer === undefined ? undefined : `${newer.applicability} ${newer.reference}`, expected);
}

const CASES: readonly (readonly [string, string, string | undefined])[] = [
  ["a variant stays", "node:16-slim", "display-only node:22-slim"],
  ["a patch version goes", "python:3.8.19-slim", "display-only python:3.11-slim"],
  ["a version with less than three months left is passed over", "php:7.4-fpm", "display-only php:8.3-fpm"],
  ["a system below moves with the version", "node:16-buster", "display-only node:22-bookworm"],
  [
    "a system below moves alone where the version is mended",
    "python:3.12-slim-buster",
    "display-only python:3.12-slim-bookworm",
  ],
  ["Alpine below goes without a number", "ruby:3.3-alpine3.18", "display-only ruby:3.3-alpine"],
  ["a codename stays one", "debian:buster-slim", "display-only debian:bookworm-slim"],
  ["a number of Ubuntu stays one", "ubuntu:18.04", "display-only ubuntu:22.04"],
  ["of Go the oldest that the table calls mended", "golang:1.13.6", "display-only golang:1.26"],
  ["openjdk has a documented successor", "openjdk:11-jre-slim-buster", "unsafe eclipse-temurin:11-jre"],
  [
    "distroless with the same language moves on",
    "gcr.io/distroless/nodejs22-debian12:nonroot",
    "unsafe gcr.io/distroless/nodejs22-debian13:nonroot",
  ],
  [
    "distroless with another language is advice",
    "gcr.io/distroless/python3-debian12",
    "display-only gcr.io/distroless/python3-debian13",
  ],
  ["Python 2 has no next step", "python:2.7", undefined],
  ["a tag with a date is left", "ubuntu:focal-20230801", undefined],
  ["a database is left", "postgres:12", undefined],
  ["CentOS has no successor", "centos:7", undefined],
  ["a word that nobody knows is left", "node:16-onbuild", undefined],
];

for (const [name, written, expected] of CASES) {
  test(name, () => checkNewer(written, expected));
}
