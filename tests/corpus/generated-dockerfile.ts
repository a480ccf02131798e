import fc from "fast-check";

/** Instructions that rules with fixes look at, as people write them, well and badly. */
const INSTRUCTIONS: readonly string[] = [
  "MAINTAINER Jo <jo@example.com>",
  "ENV A b",
  "ENV PATH /opt/bin:$PATH",
  "ENV A=1 B=$A",
  "ENV DEBIAN_FRONTEND noninteractive",
  "ARG VERSION=1",
  "arg COMMIT",
  "RUN apt-get update",
  "RUN apt-get update && apt-get install curl git",
  "RUN apt-get update \\\n    # for the health check\n    && apt-get install -y \\\n        curl \\\n\n        git",
  "RUN apt-get install -y nginx || true",
  "RUN if test -f a; then apt-get update; apt-get install -y jq; fi",
  "RUN <<EOF\napt-get update\napt-get install -y curl\nEOF",
  "RUN apk update && apk add curl",
  "RUN apk add --no-cache curl",
  "RUN dnf install -y git && dnf clean all",
  "RUN pip install flask",
  "RUN pip install --no-cache-dir -r requirements.txt # all",
  "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask",
  "RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl",
  "RUN npm install",
  "RUN npm ci --only=production && npm cache clean --force",
  "RUN yarn install",
  "RUN useradd -u 4000000000 big",
  "RUN adduser --disabled-password app",
  "RUN curl -L https://example.com/a.tgz | tar xz",
  "COPY . .",
  "COPY requirements.txt ./",
  "COPY package.json package-lock.json ./",
  "ADD app /app",
  "ADD --chown=1000 app.tar.gz /app",
  "RUN chown -R 1000:1000 /app",
  "RUN chmod +x /app/start.sh",
  "WORKDIR /app",
  "WORKDIR app",
  "USER app",
  "USER root",
  "EXPOSE 80",
  "EXPOSE 8080/tcp # web",
  "VOLUME /data",
  "STOPSIGNAL SIGKILL",
  'SHELL ["/bin/bash", "-c"]',
  "HEALTHCHECK CMD curl -f http://localhost/ || exit 1",
  "CMD python app.py",
  "CMD node server.js $PORT",
  'CMD ["npm", "start"]',
  "CMD ['node', 'server.js']",
  "ENTRYPOINT ./run.sh && wait",
  "ENTRYPOINT exec java -jar app.jar",
  "ONBUILD RUN npm install",
  "# a comment",
  "# hadolint ignore=DL3008",
  "",
  "\t",
];

const BASES: readonly string[] = [
  "debian:13",
  "ubuntu:24.04",
  "python:3.13",
  "python:3.13-slim AS build",
  "node:22-alpine",
  "node:22 as web",
  "alpine:3.22",
  "nginx:1.29",
  "golang:1.25 AS Build",
  "scratch",
  "example.com/own/image:1",
];

const stage = fc
  .tuple(fc.constantFrom(...BASES), fc.array(fc.constantFrom(...INSTRUCTIONS), { maxLength: 12 }))
  .map(([base, lines]) => [`FROM ${base}`, ...lines]);

/** Dockerfiles of one to three stages, with either line end, with or without one at the end, or a byte order mark. */
export const anyDockerfile: fc.Arbitrary<string> = fc
  .record({
    head: fc.constantFrom("", "# syntax=docker/dockerfile:1\n", "# escape=\\\n", "\ufeff", "# about\n\n"),
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    hasEnd: fc.boolean(),
    end: fc.constantFrom("\n", "\n", "\r\n"),
  })
  .map(({ head, stages, hasEnd, end }) => {
    const text = head + stages.flat().join("\n") + (hasEnd ? "\n" : "");
    return text.replaceAll("\n", end);
  });
