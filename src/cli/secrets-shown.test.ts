import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMemoryHost } from "../host/index.ts";
import { runCommandLine } from "./run.ts";

/** Made up for this test, in the formats that their issuers publish. */
const TOKENS = {
  npm: "npm_T4bWk8sYpD2fJc6uVx9eQz1hLg7nMa3rKo5i",
  github: "ghp_T4bWk8sYpD2fJc6uVx9eQz1hLg7nMa3rKo5i",
  password: "hunter2korvette",
  random: "Jw6tPz2mXe9vQc4bRy7kHd3f",
};

const TEXT = [
  "FROM node:22",
  "MAINTAINER Jo <jo@example.com>",
  `ARG NPM_TOKEN=${TOKENS.npm}`,
  `ENV GITHUB_TOKEN ${TOKENS.github}`,
  `ENV SESSION_SECRET ${TOKENS.random} two words`,
  `ENV PORT 80`,
  `ENV DATABASE_URL=postgresql://app:${TOKENS.password}@db.internal:5432/app A=b`,
  `# the old one was ${TOKENS.github}`,
  "COPY package*.json ./",
  `RUN npm config set "//npm.registry.internal/:_authToken=$NPM_TOKEN" && npm ci`,
  `RUN git clone https://ci:${TOKENS.password}@git.internal/team/app.git && apt-get update`,
  `RUN curl -k -u deploy:${TOKENS.password} http://repo.internal/app.tgz | tar xz`,
  `ADD https://ci:${TOKENS.password}@repo.internal/plain.txt /`,
  `CMD app --token=${TOKENS.github}`,
  "",
].join("\n");

/** All that a command line puts out, on a folder with the text above. */
async function outputOf(words: string): Promise<string> {
  const host = createMemoryHost({ files: { "/project/Dockerfile": TEXT } });
  await runCommandLine(words.split(" "), host);
  return host.outputText + host.errorText;
}

const SELECTIONS = [
  "",
  " --select legacy-key-value,add-instead-of-copy,shell-form-command",
  " --ignore no-secrets",
];

describe("the value of a secret is shown by no command", () => {
  for (const selection of SELECTIONS) {
    const commands = [
      ...["human", "json", "sarif", "github"].map((format) => `check --format ${format}`),
      ...["", " --diff", " --diff --color always", " --format json"].flatMap((how) =>
        ["", " --unsafe", " --unsafe --restructure"].map((level) => `fix${how}${level}`),
      ),
    ];
    for (const command of commands.map((each) => `${each}${selection}`)) {
      it(command, async () => {
        const output = await outputOf(command);
        assert.ok(output.length > 100, output);
        for (const [name, value] of Object.entries(TOKENS)) {
          assert.ok(!output.includes(value), `the ${name} is shown: ${lineWith(output, value)}`);
        }
      });
    }
  }
});

function lineWith(output: string, value: string): string {
  const at = output.indexOf(value);
  return output.slice(Math.max(0, at - 100), at + value.length + 20);
}
