import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadBaseImages } from "../base-image/index.ts";
import { parseDockerfile } from "../dockerfile/index.ts";
import { evaluateDockerfile, type RunFact, type StageState, whetherCommand, whetherShell } from "./index.ts";

const bases = await loadBaseImages();

function endOf(text: string): StageState {
  const end = evaluateDockerfile(parseDockerfile("Dockerfile", text), { bases }).stages.at(-1)?.end;
  assert.ok(end !== undefined);
  return end;
}

/** The commands of all RUNs that are missing, with `!` where the RUN fails for it. */
function missingIn(text: string): readonly string[] {
  const { stages } = evaluateDockerfile(parseDockerfile("Dockerfile", text), { bases });
  const facts = stages.flatMap(({ steps }) =>
    steps.flatMap(({ run }): readonly RunFact[] => run?.facts ?? []),
  );
  return facts.flatMap((fact) =>
    fact.kind === "missing-command" ? [fact.name + (fact.fails ? "!" : "")] : [],
  );
}

describe("commands", () => {
  const rows: readonly (readonly [string, string, string, "yes" | "no" | "maybe"])[] = [
    ["a slim image has no curl", "FROM python:3.13-slim", "curl", "no"],
    ["the full one has", "FROM python:3.13", "curl", "yes"],
    ["Debian 13 has no adduser", "FROM debian:13-slim", "adduser", "no"],
    ["Debian 12 has", "FROM debian:12-slim", "adduser", "yes"],
    ["today's Python on Debian 13 has", "FROM python:3.12-slim", "adduser", "yes"],
    ["Rust on Debian 13 has not", "FROM rust:1-slim", "adduser", "no"],
    ["Ubuntu 24.04 has not", "FROM ubuntu:24.04", "addgroup", "no"],
    ["Alpine has", "FROM alpine:3.22", "addgroup", "yes"],
    ["an image nobody recorded", "FROM example.com/app", "curl", "maybe"],
    ["scratch has nothing", "FROM scratch", "ls", "no"],
    ["what COPY brings to a folder of PATH", "FROM scratch\nCOPY --from=a/b /x /usr/bin/ls", "ls", "yes"],
    ["a package of that name", "FROM debian:13\nRUN apt-get install -y curl", "curl", "yes"],
    ["a package that has it", "FROM debian:13\nRUN apt-get install -y procps", "ps", "yes"],
    ["a package that needs it", "FROM debian:13\nRUN apt-get install -y devscripts", "curl", "maybe"],
    ["a package that has nothing to do with it", "FROM debian:13\nRUN apt-get install -y gcc", "curl", "no"],
    ["a package that nobody looked at", "FROM debian:13\nRUN apt-get install -y chrome", "curl", "maybe"],
    ["npm with NodeSource's package", "FROM debian:13\nRUN apt-get install -y nodejs", "npm", "maybe"],
    ["tini once it is added", "FROM alpine:3.22\nRUN apk add tini", "tini", "yes"],
    ["curl beside other packages of Alpine", "FROM alpine:3.22\nRUN apk add git bash", "curl", "no"],
    ["a package of Python", "FROM python:3.13-slim\nRUN pip install gunicorn", "gunicorn", "maybe"],
    ["a package of Node", "FROM node:22-slim\nRUN npm install -g serve", "serve", "maybe"],
    ["a program of Go's", "FROM golang:1.25\nRUN go install example.com/x@latest", "x", "maybe"],
    ["after a script of unknown effect", "FROM debian:13\nRUN ./setup.sh", "curl", "maybe"],
    ["an archive that is unpacked", "FROM debian:13\nADD x.tar.gz /usr/local/", "x", "maybe"],
    ["a folder of PATH that is copied", "FROM debian:13\nENV PATH=/t:$PATH\nCOPY t /t", "x", "maybe"],
    [
      "a folder that another stage built",
      "FROM debian:13 AS b\nRUN make install\nFROM debian:13\nCOPY --from=b /usr/local/ /usr/local/",
      "x",
      "maybe",
    ],
    [
      "a folder of another stage's base",
      "FROM node:24-slim AS b\nFROM debian:13-slim\nCOPY --from=b /usr/local/bin/ /usr/local/bin/",
      "node",
      "maybe",
    ],
    [
      "a system that is laid over the root",
      "FROM debian:13\nADD a.tar.gz /\nRUN mkdir /usr/bin/a",
      "x",
      "maybe",
    ],
    [
      "a tool beside packages of Python",
      "FROM python:3.13-slim\nRUN pip install -r requirements.txt",
      "curl",
      "no",
    ],
    ["a tool after a build of a project", "FROM node:24-slim\nRUN npm ci && npm run build", "wget", "no"],
    ["a tool after a compiler ran", "FROM debian:13-slim\nRUN make install", "curl", "maybe"],
    [
      "a tool beside packages that a build stage installed",
      "FROM python:3.13-slim AS b\nRUN pip install --prefix=/i x\nFROM python:3.13-slim\nCOPY --from=b /i /usr/local",
      "curl",
      "no",
    ],
    [
      "a tool beside the programs of another stage",
      "FROM python:3.13 AS b\nRUN pip install x\nFROM python:3.13-slim\nCOPY --from=b /usr/local/bin /usr/local/bin",
      "curl",
      "no",
    ],
    [
      "a tool of another stage's base",
      "FROM python:3.13 AS b\nFROM python:3.13-slim\nCOPY --from=b /usr/bin /usr/bin",
      "curl",
      "maybe",
    ],
    ["packages that a variable names", "FROM debian:13\nRUN apt-get install $MORE", "curl", "maybe"],
    [
      "packages in a variable of the shell",
      "FROM debian:13\nRUN P='curl gcc' && apt install $P",
      "curl",
      "yes",
    ],
    ["a word of the shell", "FROM scratch", "cd", "no"],
    ["a script that no COPY brings", "FROM debian:13\nWORKDIR /app\nCOPY src src/", "./start.sh", "no"],
    ["a script that a COPY may bring", "FROM debian:13\nWORKDIR /app\nCOPY . .", "./start.sh", "maybe"],
    ["a script of the base's own", "FROM nginx:1.29", "/docker-entrypoint.sh", "maybe"],
    ["a path below a folder of commands", "FROM debian:13-slim", "/usr/bin/curl", "no"],
    ["a path below a folder of the base", "FROM debian:13-slim", "/usr/lib/x", "maybe"],
  ];
  for (const [name, text, command, expected] of rows) {
    it(name, () => assert.equal(whetherCommand(endOf(text), command), expected));
  }
});

describe("the shell", () => {
  const rows: readonly (readonly [string, string, "yes" | "no" | "maybe"])[] = [
    ["distroless has none", "FROM gcr.io/distroless/static-debian12", "no"],
    ["its images for debugging have theirs elsewhere", "FROM gcr.io/distroless/base-debian12:debug", "no"],
    ["scratch has none", "FROM scratch", "no"],
    ["Alpine has one", "FROM alpine", "yes"],
    ["an unknown image may", "FROM example.com/app", "maybe"],
    ["one that is copied", "FROM scratch\nCOPY --from=busybox /bin/sh /bin/sh", "yes"],
    ["a whole system that is copied", "FROM scratch\nCOPY --from=busybox / /", "maybe"],
    ["a root file system that is unpacked", "FROM scratch\nADD rootfs.tar.xz /", "maybe"],
  ];
  for (const [name, text, expected] of rows) {
    it(name, () => assert.equal(whetherShell(endOf(text)), expected));
  }
});

describe("missing commands of a RUN", () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["fail the RUN", "adduser app", ["adduser!"]],
    ["fail a chain", "mkdir /x && adduser app && chown app /x", ["adduser!"]],
    ["are passed over", "adduser app; true", ["adduser"]],
    ["are not passed over under set -e", "set -e; adduser app; true", ["adduser!"]],
    ["are looked for behind wrappers", "sudo apt-get update", ["sudo!"]],
    ["may be asked for", "curl -V || apt-get install -y curl", []],
    ["may be asked for in a condition", "if curl -V; then true; fi", []],
    ["are there once they are installed", "apt-get install -y adduser && adduser app", []],
    ["come from a pipe unnoticed", "curl example.com | tar x", ["curl"]],
    ["may be functions", "curl() { :; }; curl", []],
    ["may be found elsewhere", "PATH=/opt/bin:$PATH curl", []],
  ];
  for (const [name, commands, expected] of rows) {
    it(name, () => assert.deepEqual(missingIn(`FROM debian:13-slim\nRUN ${commands}`), expected));
  }

  it("may come from a mount", () => {
    const mount = "--mount=from=ghcr.io/astral-sh/uv,source=/uv,target=/bin/uv";
    assert.deepEqual(missingIn(`FROM debian:13-slim\nRUN ${mount} uv sync`), []);
  });
});

describe("variables of a base image", () => {
  const rows: readonly (readonly [string, string, string, string | undefined])[] = [
    ["are there for what follows", "FROM golang:1.26\nENV X=$GOPATH/bin", "X", "/go/bin"],
    ["extend PATH", "FROM python:3.13-slim\nENV PATH=/x:$PATH", "PATH", undefined],
    ["say who runs", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV X=$APP_UID", "X", "1654"],
  ];
  for (const [name, text, variable, expected] of rows) {
    it(name, () => {
      const value = endOf(text).environment.get(variable);
      if (expected !== undefined) assert.equal(value, expected);
      else assert.match(value ?? "", /^\/x:\/usr\/local\/bin:\/usr\/local\/sbin:/);
    });
  }

  it("lead relative folders", () => {
    assert.equal(endOf("FROM golang:1.26\nWORKDIR $GOPATH/src/app").workdir, "/go/src/app");
  });
});
