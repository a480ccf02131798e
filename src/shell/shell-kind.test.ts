import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { mentionsCommand, shellKind } from "./index.ts";

suite("the language of SHELL", () => {
  const kinds: readonly (readonly [name: string, words: readonly string[], kind: string])[] = [
    ["a shell by its path", ["/bin/bash", "-o", "pipefail", "-c"], "posix"],
    ["a shell by its name", ["ash", "-c"], "posix"],
    ["a shell that another program starts", ["conda", "run", "-n", "app", "/bin/bash", "-c"], "posix"],
    ["cmd", ["cmd", "/S", "/C"], "windows"],
    ["PowerShell", ["powershell", "-Command", "$a = 'Stop';"], "windows"],
    ["PowerShell by its Windows path", ["C:\\Program Files\\PowerShell\\PWSH.EXE", "-c"], "windows"],
    ["another interpreter", ["/usr/bin/python3", "-c"], "unknown"],
    ["no word at all", [], "unknown"],
  ];
  for (const [name, words, kind] of kinds) test(name, () => assert.equal(shellKind(words), kind));
});

suite("whether a text mentions a command", () => {
  const mentions: readonly (readonly [name: string, text: string, isMentioned: boolean])[] = [
    ["as a word", "a && apt-get update", true],
    ["behind a folder", "/usr/bin/apt-get", true],
    ["in quotes", "sh -c 'apt-get update'", true],
    ["at both ends", "apt-get", true],
    ["not inside a longer name", "my-apt-get apt-get-x apt-gets", false],
    ["not anywhere else", "apk add apt", false],
  ];
  for (const [name, text, isMentioned] of mentions) {
    test(name, () => assert.equal(mentionsCommand(text, ["apt-get"]), isMentioned));
  }
});
