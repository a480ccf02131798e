import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDockerfile } from "../dockerfile/index.ts";
import { sizeBudget } from "./size-budget.ts";

const CASES: readonly (readonly [string, string | undefined])[] = [
  ["FROM python:3.13-slim", "Python"],
  ["FROM node:22 AS build\nFROM gcr.io/distroless/nodejs22-debian13:nonroot", "Node.js"],
  ["FROM gcr.io/distroless/java21-debian13", "Java"],
  ["FROM golang:1.26 AS build\nFROM scratch", "Go"],
  ["FROM rust:1 AS build\nFROM gcr.io/distroless/static-debian13", "Rust"],
  ["FROM python:3.13 AS base\nFROM base AS more\nFROM more", "Python"],
  ["FROM golang:1.26", undefined],
  ["FROM debian:13", undefined],
  ["FROM scratch", undefined],
  ["", undefined],
];

for (const [text, stack] of CASES) {
  test(`the budget of ${JSON.stringify(text)} is ${stack === undefined ? "none" : `that of ${stack}`}`, () => {
    assert.equal(sizeBudget(parseDockerfile("Dockerfile", text), undefined)?.stack, stack);
  });
}

test("the stage that is asked for decides", () => {
  const file = parseDockerfile("Dockerfile", "FROM node:22 AS Web\nFROM python:3.13");
  assert.equal(sizeBudget(file, "web")?.stack, "Node.js");
});
