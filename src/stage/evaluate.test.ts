import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseDockerfile } from "../dockerfile/index.ts";
import { type BuildOptions, type EvaluatedDockerfile, evaluateDockerfile, readPort } from "./index.ts";
import { LayeredMap } from "./layered-map.ts";

function evaluate(text: string, options: BuildOptions = {}): EvaluatedDockerfile {
  return evaluateDockerfile(parseDockerfile("Dockerfile", text), options);
}

/** What the environment holds at the end of the last stage, without PATH. */
function checkEnvironment(
  text: string,
  expected: Readonly<Record<string, string>>,
  options: BuildOptions = {},
): void {
  const entries =
    evaluate(text, options).stages.at(-1)?.end.environment.entries() ?? new Map<string, string>();
  assert.deepEqual(Object.fromEntries([...entries].filter(([name]) => name !== "PATH")), expected);
}

function checkProblems(text: string, codes: readonly string[]): void {
  assert.deepEqual(
    evaluate(text).problems.map(({ code }) => code),
    codes,
  );
}

describe("variables", () => {
  it("of one ENV see what was there before it", () => {
    checkEnvironment("FROM a\nENV A=1\nENV A=2 B=$A", { A: "2", B: "1" });
  });

  it("of an ARG before FROM reach a stage only where it asks", () => {
    checkEnvironment("ARG A=1\nARG B=2\nFROM a\nARG A\nENV C=$A$B", { A: "1", C: "1" });
  });

  it("take a build argument before a default", () => {
    checkEnvironment(
      "FROM a\nARG A=1\nENV B=$A",
      { A: "2", B: "2" },
      { buildArguments: new Map([["A", "2"]]) },
    );
  });

  it("are inherited from the stage below", () => {
    checkEnvironment("FROM a AS x\nENV A=1\nFROM x\nENV B=$A", { A: "1", B: "1" });
  });

  it("of the platform are known to FROM, and to stages that declare them", () => {
    checkEnvironment("FROM a\nARG TARGETARCH\nENV B=$TARGETARCH$TARGETOS", {
      TARGETARCH: "amd64",
      B: "amd64",
    });
  });

  it("that nothing defines are noted, with the word", () => {
    const [step] = evaluate("FROM a\nENV B=$A").stages[0]?.steps ?? [];
    assert.deepEqual(
      step?.undefinedVariables.map(({ name, word }) => [name, word.value]),
      [["A", "$A"]],
    );
  });

  it("stop being replaced where they multiply without end", () => {
    const doubling = Array.from({ length: 60 }, (_, at) => `ENV A${at + 1}=$A${at}$A${at}\n`).join("");
    const { problems } = evaluate(`FROM a\nENV A0=xxxxxxxxxx\n${doubling}`);
    assert.ok(problems.some(({ message }) => /more text|cut off/.test(message)));
  });
});

describe("the stage graph", () => {
  it("finds a base among the stages above, by its exact name", () => {
    const { stages } = evaluate("FROM a AS x\nFROM x\nFROM y\nFROM b AS y");
    assert.deepEqual(
      stages.map(({ base }) => base.kind),
      ["image", "stage", "image", "image"],
    );
  });

  it("finds what COPY takes from, by name in any case or by number", () => {
    const { stages } = evaluate(
      "FROM a AS x\nFROM b\nCOPY --from=X c d\nCOPY --from=0 c d\nCOPY --from=nginx c d",
    );
    assert.deepEqual(
      stages[1]?.links.map(({ source }) => source.kind),
      ["stage", "stage", "image"],
    );
  });

  it("tells what is shipped, what is built on the way and what nobody reaches", () => {
    const { stages } = evaluate("FROM a AS build\nFROM b AS left\nFROM c\nCOPY --from=build x y");
    assert.deepEqual(
      stages.map(({ role, isReachable }) => [role, isReachable]),
      [
        ["build", true],
        ["shipped", false],
        ["shipped", true],
      ],
    );
  });

  it("takes a stage for work on the project for no image, unless it is asked for", () => {
    const text = "FROM a AS test\nFROM b AS app-dev\nFROM c AS worker\nFROM d";
    assert.deepEqual(
      evaluate(text).stages.map(({ role }) => role),
      ["build", "build", "shipped", "shipped"],
    );
    assert.equal(evaluate(text, { target: "test" }).stages[0]?.role, "shipped");
  });

  it("ships the target that was asked for", () => {
    const evaluated = evaluate("FROM a AS one\nFROM b AS two", { target: "one" });
    assert.deepEqual([evaluated.target?.name, evaluated.stages[1]?.isReachable], ["one", false]);
  });

  it("follows what ONBUILD of the stage below takes", () => {
    const { stages } = evaluate("FROM a AS c\nFROM b AS d\nONBUILD COPY --from=c x y\nFROM d");
    assert.deepEqual([stages[0]?.role, stages[0]?.isReachable], ["build", true]);
  });

  it("follows RUN's mounts", () => {
    const { stages } = evaluate("FROM a AS x\nFROM b\nRUN --mount=from=x,target=/m c");
    assert.equal(stages[0]?.isReachable, true);
  });
});

describe("what the builder refuses on the way", () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["a base without a name", "ARG A\nFROM $A", ["stage/base-blank"]],
    ["a base that is no reference", "FROM Upper", ["stage/base-invalid"]],
    ["a variable that must be given", "FROM a\nENV B=${A:?give A}", ["stage/substitution-refused"]],
    ["a platform that is none", "FROM --platform=a/b/c/d a", ["stage/platform-invalid"]],
    ["a number that no stage has", "FROM a\nCOPY --from=3 b c", ["stage/from-index"]],
    ["a variable in --from", "FROM a\nCOPY --from=$X b c", ["stage/from-variable"]],
    ["a stage further down", "FROM a\nCOPY --from=x b c\nFROM d AS x", ["stage/from-later"]],
    ["a port that is none", "FROM a\nEXPOSE eighty", ["stage/port-invalid"]],
    ["a signal that is none", "FROM a\nSTOPSIGNAL SIGNOPE", ["stage/signal-invalid"]],
    ["a volume that becomes empty", "FROM a\nVOLUME $X", ["stage/volume-blank"]],
    ["an owner by name with --link", "FROM a\nCOPY --link --chown=app b c", ["stage/owner-by-name"]],
    ["a mode that is neither octal nor symbolic", "FROM a\nCOPY --chmod=999 b c", ["stage/mode-invalid"]],
    ["a URL for COPY", "FROM a\nCOPY https://example.org/x /c", ["stage/source-remote"]],
    ["a mount of no known type", "FROM a\nRUN --mount=type=cahce b", ["stage/mount-invalid"]],
    ["a broken check directive", "# check=nonsense\nFROM a", ["stage/check-option-invalid"]],
  ];
  for (const [name, text, codes] of rows) it(name, () => checkProblems(text, codes));

  it("includes stages that need each other", () => {
    const { cycles } = evaluate("FROM a AS x\nCOPY --from=y b c\nFROM a AS y\nCOPY --from=x b c");
    assert.deepEqual(
      cycles.map(({ name }) => name),
      ["x"],
    );
  });
});

describe("the working directory", () => {
  it("is joined from relative ones, and known only from an absolute one on", () => {
    const { stages } = evaluate("FROM a\nWORKDIR b\nWORKDIR /c\nWORKDIR d/../e");
    assert.deepEqual(
      stages[0]?.steps.map(({ after }) => after.workdir),
      [undefined, "/c", "/c/e"],
    );
  });

  it("of scratch is the root", () => {
    assert.equal(evaluate("FROM scratch\nWORKDIR a").stages[0]?.end.workdir, "/a");
  });
});

describe("ONBUILD", () => {
  it("runs in the stage that builds on it, at its FROM", () => {
    const { stages } = evaluate("FROM a AS x\nONBUILD ENV A=1\nFROM x\nENV B=$A");
    assert.deepEqual(
      stages[1]?.steps.map(({ instruction, triggeredAt }) => [
        instruction.kind,
        triggeredAt?.syntax.startLine,
      ]),
      [
        ["env", 3],
        ["env", undefined],
      ],
    );
    assert.equal(stages[1]?.end.environment.get("B"), "1");
  });
});

describe("ports", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["80", "tcp 80-80"],
    ["53/UDP", "UDP 53-53"],
    ["8000-8005", "tcp 8000-8005"],
    ["127.0.0.1:80:8080", "tcp 8080-8080 host"],
    ["[::1]:80:8080", "tcp 8080-8080 host"],
    ["80/http", "refused"],
    ["70000", "refused"],
    ["9-8", "refused"],
    ["a:80", "refused"],
  ];
  for (const [text, expected] of rows) {
    it(`${text} is ${expected}`, () => {
      const port = readPort(text);
      const shown =
        port.kind === "refused"
          ? "refused"
          : `${port.protocol} ${port.from}-${port.to}${port.hasHostPart ? " host" : ""}`;
      assert.equal(shown, expected);
    });
  }
});

describe("COPY of what may be a file or a folder", () => {
  it("claims neither of where it lands", () => {
    const text =
      "FROM a AS made\nRUN build\nFROM scratch\nCOPY --from=b /etc/version /version\nCOPY --from=made /out /in";
    const files = evaluateDockerfile(parseDockerfile("Dockerfile", text)).stages[1]?.end.files;
    const told = ["/version", "/version/x", "/in", "/in/x"].map((path) => {
      const { exists, kind } = files?.lookUp(path) ?? { exists: "no", kind: "unknown" };
      return `${exists} ${kind}`;
    });
    assert.deepEqual(told, ["yes unknown", "maybe unknown", "yes unknown", "maybe unknown"]);
  });
});

describe("a layered map", () => {
  it("answers as a plain map does, at every point of its history", () => {
    const change = fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.integer());
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const plain = new Map<string, number>();
        let layered = LayeredMap.empty<number>();
        const history: (readonly [LayeredMap<number>, ReadonlyMap<string, number>])[] = [];
        for (const [key, value] of changes) {
          plain.set(key, value);
          layered = layered.with(key, value);
          history.push([layered, new Map(plain)]);
        }
        for (const [then, expected] of history) {
          for (const [key, value] of expected) assert.equal(then.get(key), value);
          assert.equal(then.entries().size, expected.size);
        }
      }),
    );
  });
});
