import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { type MappedText, mapWhole } from "../../src/base/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { type CommandUse, listCommands, parseShell, type ShellScript } from "../../src/shell/index.ts";

const corpus = new URL("../../../shared/corpus/dockerfiles-open.jsonl.gz", import.meta.url);
const missing = existsSync(corpus) ? false : "needs the corpus of open Dockerfiles";

/** The shell text of one RUN, and the file it stands in. */
interface Run {
  readonly file: string;
  readonly mapped: MappedText;
}

suite("the shell text of real RUNs", { skip: missing }, () => {
  const runs = missing === false ? readRuns() : [];
  const scripts = runs.map((run) => ({ run, script: parseShell(run.mapped) }));

  test("there are enough of them", () => assert.ok(runs.length > 15_000, `${runs.length} RUNs`));

  test("nearly all are well formed, and none is more than is read", () => {
    const codes = scripts.flatMap(({ script }) => script.problems.slice(0, 1).map(({ code }) => code));
    assert.deepEqual([...new Set(codes)], ["shell/syntax"]);
    assert.ok(codes.length < runs.length / 500, `${codes.length} RUNs have problems`);
  });

  test("every word stands where its raw text is written", () => {
    for (const { run, script } of scripts) {
      for (const { words, script: inner } of listCommands(script).commands) {
        for (const word of words) {
          assert.ok(word.span.start >= 0 && word.span.end <= run.file.length);
          // Quotes around an inner text and continuations stand between the source and what a shell reads.
          if (inner !== script || word.source !== script.source || run.mapped.pieces.length > 1) continue;
          assert.equal(run.file.slice(word.span.start, word.span.end), word.raw);
        }
      }
    }
  });

  test("a word that a continuation splits covers what is left without it", () => {
    for (const { run, script } of scripts) {
      for (const { words } of listCommands(script).commands.filter((use) => isOwn(use, script))) {
        for (const { span, raw, source } of words) {
          if (source !== script.source) continue;
          const written = run.file.slice(span.start, span.end);
          assert.equal(written.includes("\n") ? withoutContinuations(written) : written, raw);
        }
      }
    }
  });

  test("what a shell is asked to read is followed", () => {
    const followed = scripts.flatMap(({ script }) =>
      listCommands(script).commands.filter((use) => use.inside.includes("text")),
    );
    assert.ok(followed.length > 100, `${followed.length} commands`);
  });

  test("every prefix of a text is read without an error", () => {
    for (const { mapped } of runs.filter((_, index) => index % 400 === 0)) {
      for (let end = 0; end <= Math.min(mapped.text.length, 1500); end++) {
        const script = parseShell(mapWhole(mapped.text.slice(0, end), 0));
        assert.notEqual(script.problems[0]?.code, "shell/unreadable");
        listCommands(script);
      }
    }
  });
});

function isOwn(use: CommandUse, script: ShellScript): boolean {
  return use.script === script;
}

function withoutContinuations(written: string): string {
  return written.replace(/\\[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*/g, "");
}

/** The RUNs in shell form, without those that have heredocs or another shell. */
function readRuns(): readonly Run[] {
  const runs: Run[] = [];
  for (const line of gunzipSync(readFileSync(corpus)).toString("utf8").split("\n")) {
    if (line === "") continue;
    const { path, text: file }: { readonly path: string; readonly text: string } = JSON.parse(line);
    const { instructions } = parseDockerfile(path, file);
    if (instructions.some((instruction) => instruction.kind === "shell")) continue;
    for (const instruction of instructions) {
      if (instruction.kind !== "run" || instruction.heredocs.length > 0) continue;
      if (instruction.command.form === "shell") runs.push({ file, mapped: instruction.command.text });
    }
  }
  return runs;
}
