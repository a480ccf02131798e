import assert from "node:assert/strict";
import { test } from "node:test";
import { knownBase } from "./look-up.testing.ts";

test("what an image's configuration sets is told", () => {
  const nginx = knownBase("nginx:1.29");
  assert.equal(nginx.stopSignal, "SIGQUIT");
  assert.deepEqual(nginx.ports, [{ port: 80, protocol: "tcp" }]);
  assert.deepEqual(nginx.entrypoint, ["/docker-entrypoint.sh"]);
  assert.deepEqual(nginx.cmd, ["nginx", "-g", "daemon off;"]);
  assert.deepEqual(knownBase("caddy:2").ports[2], { port: 443, protocol: "udp" });
  assert.deepEqual(knownBase("postgres:17").volumes, ["/var/lib/postgresql/data"]);
  assert.equal(knownBase("golang:1.25").workdir, "/go");
  assert.equal(knownBase("postgres:17").stopSignal, "SIGINT");
});

test("a variable has the value that the version gives it, or none", () => {
  const variable = (reference: string, name: string) => {
    const { environment } = knownBase(reference);
    return environment.has(name) ? (environment.get(name) ?? "?") : "unset";
  };
  assert.equal(variable("python:3.12.11-slim", "PYTHON_VERSION"), "3.12.11");
  assert.equal(variable("python:3.12-slim", "PYTHON_VERSION"), "?");
  assert.equal(variable("postgres:17", "PG_MAJOR"), "17");
  assert.match(variable("postgres:17", "PATH"), /^\/usr\/local\/sbin:.*:\/usr\/lib\/postgresql\/17\/bin$/);
  assert.equal(variable("postgres:17", "PGDATA"), "/var/lib/postgresql/data");
  assert.equal(variable("postgres:18", "PGDATA"), "/var/lib/postgresql/18/docker");
  assert.equal(variable("postgres:latest", "PGDATA"), "?");
  assert.equal(variable("node:22", "YARN_VERSION"), "1.22.22");
  assert.equal(variable("node:26", "YARN_VERSION"), "unset");
  assert.match(variable("gcr.io/distroless/static-debian13:debug", "PATH"), /:\/busybox$/);
  assert.doesNotMatch(variable("gcr.io/distroless/static-debian13", "PATH"), /busybox/);
});

test("interpreters have a path, and the version that is certain", () => {
  const first = (reference: string) => {
    const [interpreter] = knownBase(reference).interpreters;
    return [interpreter?.language, interpreter?.version, interpreter?.path];
  };
  assert.deepEqual(first("python:3.13-slim"), ["python", "3.13", "/usr/local/bin/python3"]);
  assert.deepEqual(first("python:3.8-slim-buster"), ["python", "3.8", "/usr/local/bin/python3"]);
  assert.deepEqual(first("python:slim"), ["python", undefined, "/usr/local/bin/python3"]);
  assert.deepEqual(first("node:lts"), ["node", "24", "/usr/local/bin/node"]);
  assert.deepEqual(first("gcr.io/distroless/python3-debian13"), ["python", "3.13.5", "/usr/bin/python3.13"]);
  assert.deepEqual(first("gcr.io/distroless/python3-debian12"), ["python", "3.11", "/usr/bin/python3.11"]);
  assert.deepEqual(first("gcr.io/distroless/nodejs22-debian13"), ["node", "22.23.2", "/nodejs/bin/node"]);
  assert.deepEqual(first("maven:3.9-eclipse-temurin-17"), ["java", "17", "/opt/java/openjdk/bin/java"]);
  assert.deepEqual(first("maven:3.9-eclipse-temurin"), ["java", undefined, "/opt/java/openjdk/bin/java"]);
});

test("the C library, the shell and the package manager follow the release", () => {
  const system = (reference: string) => {
    const { libc, shell, packageManager } = knownBase(reference);
    return [libc, shell, packageManager];
  };
  assert.deepEqual(system("debian:13-slim"), ["glibc", "/bin/sh", "apt"]);
  assert.deepEqual(system("alpine:3.20"), ["musl", "/bin/sh", "apk"]);
  assert.deepEqual(system("busybox:1.37-uclibc"), ["uclibc", "/bin/sh", "none"]);
  assert.deepEqual(system("gcr.io/distroless/static-debian12"), ["none", undefined, "none"]);
  assert.deepEqual(system("registry.access.redhat.com/ubi9-minimal"), ["glibc", "/bin/sh", "microdnf"]);
  assert.deepEqual(system("ubuntu:14.04"), ["glibc", "/bin/sh", "apt"]);
});

test("certificates and time zones are known where a list or a recipe says so", () => {
  const bundles = (reference: string) => {
    const { caCertificates, tzdata } = knownBase(reference);
    return [caCertificates, tzdata];
  };
  assert.deepEqual(bundles("debian:13-slim"), ["no", "yes"]);
  assert.deepEqual(bundles("python:3.13-slim"), ["yes", "yes"]);
  assert.deepEqual(bundles("node:22-slim"), ["no", "yes"]);
  assert.deepEqual(bundles("alpine:3.20"), ["yes", "no"]);
  assert.deepEqual(bundles("ubuntu:24.04"), ["no", "no"]);
  assert.deepEqual(bundles("scratch"), ["no", "no"]);
});

test("end of life is judged at the day that is given", () => {
  const base = knownBase("gcr.io/distroless/static-debian12");
  assert.equal(base.endOfLife, "2026-09");
  const answers = ["2026-08-31", "2026-09-15", "2026-10-01"].map(base.whetherEndOfLife);
  assert.deepEqual(answers, ["no", "maybe", "yes"]);
  assert.equal(knownBase("debian:13").whetherEndOfLife("2026-11-21"), "maybe");
});

test("smaller images keep repository, version and suite", () => {
  const slimmer = (reference: string) =>
    knownBase(reference)
      .slimmer()
      .map((related) => related.reference);
  assert.deepEqual(slimmer("python:3.12"), ["python:3.12-slim", "python:3.12-alpine"]);
  assert.deepEqual(slimmer("python:3.12-bookworm"), ["python:3.12-slim-bookworm", "python:3.12-alpine"]);
  assert.deepEqual(slimmer("node:22-bookworm"), ["node:22-bookworm-slim", "node:22-alpine"]);
  assert.deepEqual(slimmer("node:lts"), ["node:lts-slim", "node:lts-alpine"]);
  assert.deepEqual(slimmer("debian:bookworm"), ["debian:bookworm-slim"]);
  assert.deepEqual(slimmer("eclipse-temurin:21-jdk"), [
    "eclipse-temurin:21-jre",
    "eclipse-temurin:21-jre-alpine",
  ]);
  const aspnet = "mcr.microsoft.com/dotnet/aspnet";
  assert.deepEqual(slimmer(`${aspnet}:10.0`), [`${aspnet}:10.0-alpine`, `${aspnet}:10.0-noble-chiseled`]);
  assert.deepEqual(slimmer(`${aspnet}:8.0`), [`${aspnet}:8.0-alpine`]);
  assert.deepEqual(slimmer("python:3.12-slim"), []);
  assert.equal(knownBase("node:24").slimmer()[0]?.size?.compressedBytes, 85_300_000);
});

test("distroless images come with whether they run the same version", () => {
  const distroless = (reference: string) =>
    knownBase(reference)
      .distroless()
      .map((related) => `${related.reference} ${related.whetherSameVersion}`);
  assert.equal(distroless("python:3.13-slim")[0], "gcr.io/distroless/python3-debian13 yes");
  assert.equal(distroless("python:3.12-slim")[0], "gcr.io/distroless/python3-debian13 no");
  assert.equal(distroless("node:22")[0], "gcr.io/distroless/nodejs22-debian13 yes");
  assert.equal(distroless("eclipse-temurin:17-jdk")[0], "gcr.io/distroless/java17-debian13 yes");
  assert.equal(distroless("golang:1.25")[0], "gcr.io/distroless/static-debian13 maybe");
});

test("every fact says where it comes from", () => {
  const { origins } = knownBase("python:3.13-slim");
  assert.deepEqual([origins.get("libc")?.name, origins.get("libc")?.basis], ["debian-13-slim", "rebuild"]);
  assert.deepEqual([origins.get("cmd")?.kind, origins.get("cmd")?.name], ["family", "python"]);
  assert.equal(origins.get("interpreters")?.name, "python-slim");
  assert.ok([...origins.values()].every(({ source }) => source.length > 0));
});

test("what an image is for is told by its kind", () => {
  const roles = [
    "debian:13",
    "python:3.13",
    "golang:1.25",
    "nginx:1.29",
    "gcr.io/distroless/cc-debian13",
    "php:8.3",
  ];
  assert.deepEqual(
    roles.map((reference) => knownBase(reference).role),
    ["os", "language", "build", "server", "runtime", "language"],
  );
});
