import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../dockerfile/index.ts";
import { evaluateDockerfile, findUser, type ImageConfiguration, type StartCommand } from "./index.ts";

function configurationOf(text: string): ImageConfiguration {
  const end = evaluateDockerfile(parseDockerfile("Dockerfile", text)).stages.at(-1)?.end;
  assert.ok(end !== undefined);
  return end.configuration;
}

/** What a command starts, by the names of its commands. */
function started(command: StartCommand | undefined): string | undefined {
  return command
    ?.commands()
    .commands.flatMap(({ name }) => name ?? [])
    .join(" ");
}

function checkCommands(text: string, entrypoint: string | undefined, command: string | undefined): void {
  const configuration = configurationOf(text);
  assert.deepEqual(
    [started(configuration.entrypoint), started(configuration.command)],
    [entrypoint, command],
  );
}

describe("the configuration of an image", () => {
  it("keeps CMD of the same stage when ENTRYPOINT follows", () => {
    checkCommands('FROM a\nCMD ["b"]\nENTRYPOINT ["c"]', "c", "b");
    checkCommands('FROM a\nCMD ["x"]\nCMD ["b"]\nENTRYPOINT ["x"]\nENTRYPOINT ["c"]', "c", "b");
  });

  it("loses CMD of the stage below when ENTRYPOINT is set", () => {
    checkCommands('FROM a AS b\nCMD ["b"]\nFROM b\nENTRYPOINT ["c"]', "c", undefined);
    assert.equal(configurationOf('FROM a AS b\nCMD ["b"]\nFROM b\nENTRYPOINT ["c"]').isCommandReset, true);
  });

  it("takes over what the stage below has", () => {
    checkCommands('FROM a AS b\nENTRYPOINT ["c"]\nCMD ["b"]\nFROM b', "c", "b");
    checkCommands('FROM a AS b\nENTRYPOINT ["c"]\nFROM b\nCMD ["b"]', "c", "b");
  });

  it("reads through shells", () => {
    checkCommands('FROM a\nCMD ["sh", "-c", "b && exec c"]', undefined, "sh b c");
    checkCommands("FROM a\nENTRYPOINT b | c", "b c", undefined);
    checkCommands("FROM a\nCMD []", undefined, "");
  });

  it("does not read a shell of Windows", () => {
    assert.equal(configurationOf('FROM a\nSHELL ["cmd", "/c"]\nCMD b').command?.script()?.kind, "opaque");
  });

  it("holds what ENV sets and not what ARG does", () => {
    const { environment } = configurationOf("FROM a\nARG A=1\nENV B=$A");
    assert.deepEqual([...environment.entries()], [["B", "1"]]);
  });

  it("lists ports, volumes, labels and the stop signal with variables replaced", () => {
    const { ports, volumes, labels, stopSignal } = configurationOf(
      'FROM a AS b\nENV P="80 81" V=/v\nEXPOSE $P\nVOLUME $V /w\nLABEL a=$V\nFROM b\nEXPOSE 82/udp\nSTOPSIGNAL 2',
    );
    assert.deepEqual(
      ports.map(({ text }) => text),
      ["80", "81", "82/udp"],
    );
    assert.deepEqual(
      volumes.map(({ path }) => path),
      ["/v", "/w"],
    );
    assert.equal(labels.get("a"), "/v");
    assert.equal(stopSignal, "2");
  });
});

describe("users", () => {
  const checkUsers = (text: string, expected: Readonly<Record<string, string>>): void => {
    const end = evaluateDockerfile(parseDockerfile("Dockerfile", text)).stages.at(-1)?.end;
    assert.ok(end !== undefined);
    const answers = Object.keys(expected).map((name) => [name, findUser(end, name).exists]);
    assert.deepEqual(Object.fromEntries(answers), expected);
  };

  it("of an unknown base may exist, and root does", () => {
    checkUsers("FROM a", { root: "yes", app: "maybe", "0": "yes", "1000": "yes" });
  });

  it("have no names in scratch", () => {
    checkUsers("FROM scratch", { root: "no", app: "no", "0": "yes", "1000": "yes" });
  });

  it("come with a list that is copied in", () => {
    checkUsers("FROM a AS b\nFROM scratch\nCOPY --from=b /etc/passwd /etc/passwd", { app: "maybe" });
    checkUsers("FROM a AS b\nFROM scratch\nCOPY --from=b / /", { app: "maybe" });
  });

  it("are known where a command makes or removes them", () => {
    checkUsers("FROM a\nRUN useradd app && userdel www-data", { app: "yes", "www-data": "no" });
    checkUsers("FROM a\nRUN id app || useradd app", { app: "maybe" });
  });
});
