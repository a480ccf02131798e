import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../../stage/index.ts";
import { type Context, contextOf } from "../install/sources-context.testing.ts";
import { firstIgnoreFile } from "./first-ignore-file.ts";

/** The patterns of the file, comments left out. */
function patternsFor(text: string, context: Context): readonly string[] {
  const known = contextOf(context);
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text), { context: known });
  const [file] = firstIgnoreFile(known, evaluated)?.files ?? [];
  return (file?.after ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

const ALWAYS = ".git .github .vscode .idea **/.DS_Store .dockerignore **/.env **/.env.local".split(" ");

test("a file is written for what the build uses, in sections with a comment each", () => {
  const known = contextOf({ files: { Dockerfile: "", "package.json": "{}" } });
  const text = "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\n";
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text), { context: known });
  const fix = firstIgnoreFile(known, evaluated);
  assert.equal(fix?.applicability, "unsafe");
  assert.deepEqual(fix?.files?.[0]?.after.split("\n\n"), [
    "# History, and what editors, systems and services leave\n.git\n.github\n.vscode\n.idea\n**/.DS_Store",
    "# Only the builder reads these: a change of them must not copy everything anew\n.dockerignore\nDockerfile",
    "# Dependencies, which the build installs itself\n**/node_modules",
    "# Secrets, and settings of one machine\n**/.env\n**/.env.local\n",
  ]);
});

test("what cargo and Maven compiled elsewhere is left out where the manifest lies at the top", () => {
  const rust = "FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n";
  assert.ok(patternsFor(rust, { files: { "Cargo.toml": "" } }).includes("target"));
  assert.ok(!patternsFor(rust, { files: { "server/Cargo.toml": "" } }).includes("target"));
  const java = "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\n";
  assert.ok(patternsFor(java, { files: { "pom.xml": "" } }).includes("target"));
  const copied = "FROM rust:1\nWORKDIR /app\nCOPY target/app /app/\nCOPY . .\nRUN cargo build\n";
  assert.ok(!patternsFor(copied, { files: { "Cargo.toml": "", "target/app": "" } }).includes("target"));
});

test("recipes are named where they are there, and never where something reads them", () => {
  const files = { Dockerfile: "", "compose.yaml": "", "package.json": "{}" };
  const text = "FROM debian:13\nCOPY . /app\n";
  assert.deepEqual(
    patternsFor(text, { files }).filter((pattern) => !ALWAYS.includes(pattern)),
    ["Dockerfile", "compose.yaml"],
  );
  const read = `${text}RUN grep image /app/compose.yaml\n`;
  assert.ok(!patternsFor(read, { files }).includes("compose.yaml"));
  const copied = `${text}COPY Dockerfile /recipe/\n`;
  assert.ok(!patternsFor(copied, { files }).includes("Dockerfile"));
  const listed = { ...files, "package.json": '{ "files": ["compose.yaml"] }' };
  assert.ok(!patternsFor(text, { files: listed }).includes("compose.yaml"));
});

test("a Dockerfile in a folder of its own is named there", () => {
  const text = "FROM debian:13\nCOPY . /app\n";
  const known = contextOf({ files: { "docker/Dockerfile": "" } });
  const evaluated = evaluateDockerfile(parseDockerfile("docker/Dockerfile", text), { context: known });
  assert.match(firstIgnoreFile(known, evaluated)?.files?.[0]?.after ?? "", /^docker\/Dockerfile$/m);
});

test("settings that are built into a site are left, and its old output is not", () => {
  const text = "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n";
  const patterns = patternsFor(text, { files: { "package.json": '{ "devDependencies": { "vite": "7" } }' } });
  assert.ok(patterns.includes("dist"));
  assert.ok(!patterns.some((pattern) => pattern.includes(".env")));
});
