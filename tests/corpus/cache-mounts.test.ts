import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Applicability } from "../../src/base/index.ts";
import { examineFixes } from "./examine-fixes.ts";

const SAFE: ReadonlySet<Applicability> = new Set(["safe"]);
const ALL: ReadonlySet<Applicability> = new Set(["safe", "unsafe"]);

interface Case {
  readonly name: string;
  /** The RUN as it is, after safe fixes, and after all. */
  readonly run: string;
  readonly safe: string;
  readonly all: string;
  readonly before?: string;
}

const NODE = "FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\n";
const PYTHON = "FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt .\n";
const APT = "# syntax=docker/dockerfile:1\nFROM debian:13-slim\n";

const CASES: readonly Case[] = [
  {
    name: "npm",
    before: NODE,
    run: "RUN npm ci",
    safe: "RUN npm ci && npm cache clean --force",
    all: "RUN --mount=type=cache,target=/root/.npm npm ci",
  },
  {
    name: "npm over several lines",
    before: NODE,
    run: "RUN npm ci \\\n && npm run build",
    safe: "RUN npm ci \\\n && npm cache clean --force \\\n && npm run build",
    all: "RUN --mount=type=cache,target=/root/.npm \\\n    npm ci \\\n && npm run build",
  },
  {
    name: "classic Yarn",
    before: "FROM node:22-slim\nWORKDIR /app\nCOPY package.json yarn.lock ./\n",
    run: "RUN yarn install --frozen-lockfile",
    safe: "RUN yarn install --frozen-lockfile && yarn cache clean",
    all: "RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install --frozen-lockfile",
  },
  {
    name: "pip",
    before: PYTHON,
    run: "RUN pip install -r requirements.txt",
    safe: "RUN pip install --no-cache-dir -r requirements.txt",
    all: "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
  },
  {
    name: "apt, which keeps its lists in a mount as well",
    before: APT,
    run: "RUN apt-get update && apt-get install -y --no-install-recommends jq",
    safe: "RUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*",
    all:
      "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n" +
      "    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n" +
      "    apt-get update && apt-get install -o Dir::Cache::Archives=/var/cache/apt/kept -y " +
      "--no-install-recommends jq",
  },
];

const END = '\nUSER 1000\nCMD ["true"]\n';

describe("a cache mount and the clean-up that it makes needless", () => {
  for (const { name, before = "", run, safe, all } of CASES) {
    it(`come to the same in one run and in two: ${name}`, async () => {
      const first = await examineFixes(`${before}${run}${END}`, SAFE);
      assert.ok(first.settled.text.includes(`${safe}\n`), first.settled.text);
      const both = await examineFixes(first.settled.text, ALL);
      const once = await examineFixes(`${before}${run}${END}`, ALL);
      assert.ok(once.settled.text.includes(`${all}\n`), once.settled.text);
      assert.equal(both.settled.text, once.settled.text);
      assert.deepEqual([...first.broken, ...both.broken, ...once.broken], []);
      assert.deepEqual([...first.settled.withdrawn, ...once.settled.withdrawn], []);
    });
  }
});
