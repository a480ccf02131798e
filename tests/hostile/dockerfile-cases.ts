import { limits } from "../../src/base/index.ts";

/** A Dockerfile that nobody would write by hand, and what is expected of a check of it. */
export interface HostileDockerfile {
  readonly name: string;
  readonly content: () => string | Uint8Array;
  /** Judged as any other, or told as one that could not be read, with a message that holds this. */
  readonly expected: "judged" | RegExp;
}

const TOO_LARGE = /too large/;
const BINARY = /binary/;
/** Room for what stands around a text that fills a Dockerfile. */
const FULL = limits.dockerfileBytes - 1000;

/** All of them; the large ones are made only when they are asked for. */
export const hostileDockerfiles: readonly HostileDockerfile[] = [
  ...rows(
    [
      ["a binary file", () => pseudoRandomBytes(200_000)],
      ["a file of NUL alone", () => new Uint8Array(10_000)],
      ["text in two bytes a letter", () => Buffer.from("FROM a\nRUN echo b\n", "utf16le")],
    ],
    BINARY,
  ),
  ...rows(
    [
      ["100 MB on one line", () => `RUN ${"a".repeat(100_000_000)}`],
      ["10 MB of shell text in one RUN", () => `FROM a\nRUN ${"echo a && \\\n  ".repeat(715_000)} true`],
      ["1,000,000 short instructions", () => `FROM a\n${"RUN a\n".repeat(1_000_000)}`],
    ],
    TOO_LARGE,
  ),
  ...rows([
    ["an empty file", () => ""],
    ["a byte order mark alone", () => "\ufeff"],
    ["white space alone", () => " \t\r\n".repeat(1000)],
    ["bytes that are no UTF-8 everywhere", () => fill("FROM a\nRUN ", "\xff\xfe ", "", "latin1")],
    ["as much as is read on one line", () => fill("RUN ", "a")],
    ["1,000,000 empty lines", () => `FROM a\n${"\n".repeat(1_000_000)}RUN b\n`],
    ["1,000,000 lines of comment", () => `FROM a\n${"#\n".repeat(1_000_000)}RUN b\n`],
    ["1,000,000 unknown instructions", () => `FROM a\n${"X\n".repeat(1_000_000)}`],
    ["a file that fills up with short instructions", () => fill("FROM a\n", "RUN a\n")],
    ["1,000,000 empty lines inside an instruction", () => `FROM a\nRUN b \\\n${"\n".repeat(1_000_000)}c\n`],
    ["carriage returns alone", () => fill("FROM a\n", "\r")],
  ]),
  ...rows([
    ["100,000 open parentheses", () => `FROM a\nRUN ${wrap("(".repeat(100_000))}`],
    ["100,000 pairs of parentheses", () => `FROM a\nRUN ${wrap("(".repeat(100_000) + ")".repeat(100_000))}`],
    ["100,000 command substitutions", () => `FROM a\nRUN ${wrap("echo $(".repeat(100_000))}`],
    ["100,000 back quotes", () => `FROM a\nRUN ${wrap("`a ".repeat(100_000))}`],
    ["100,000 open quotes", () => `FROM a\nRUN ${wrap("'a\" ".repeat(100_000))}`],
    ["100,000 commands in a chain", () => `FROM a\nRUN ${wrap("a && ".repeat(100_000))}a`],
    ["100,000 commands in a pipe", () => `FROM a\nRUN ${wrap("a | ".repeat(100_000))}a`],
    ["100,000 ifs inside each other", () => `FROM a\nRUN ${wrap("if a; then ".repeat(100_000))}`],
    ["10,000 levels of sh -c", () => `FROM a\nRUN ${wrap("sh -c ".repeat(10_000))}a`],
    ["2 MB of shell text in one RUN", () => fill("FROM a\nRUN ", "apt-get install -y b && \\\n  ", "true")],
    ["2 MB of shell text in a heredoc", () => fill("FROM a\nRUN <<E\n", "apt-get install -y b\n", "E\n")],
    ["1,000,000 spaces inside a RUN", () => `FROM a\nRUN b ${wrap(" ".repeat(1_000_000))} c`],
    ["an exec form with arrays 100,000 deep", () => `FROM a\nCMD ${wrap("[".repeat(100_000))}`],
    ["an exec form of 100,000 words", () => `FROM a\nCMD [${wrap('"a", '.repeat(100_000))}"b"]`],
  ]),
  ...rows([
    ["50,000 ONBUILDs inside each other", () => `FROM a\n${"ONBUILD \\\n".repeat(50_000)}RUN b\n`],
    ["100,000 triggers", () => `FROM a AS b\n${"ONBUILD RUN c\n".repeat(100_000)}FROM b\nFROM b\n`],
    ["20,000 heredocs in one file", () => `FROM a\n${count(20_000, (n) => `RUN <<E${n}\nb\nE${n}\n`)}`],
    ["20,000 heredocs without an end", () => `FROM a\n${count(20_000, (n) => `RUN <<E${n}\nb\n`)}`],
    ["20,000 heredocs of one RUN", () => `FROM a\nRUN ${heredocs(20_000)}`],
    ["20,000 heredocs of one COPY", () => `FROM a\nCOPY ${heredocs(20_000).replace("\nx", " /c/\nx")}`],
    ["100,000 flags", () => `FROM a\nRUN ${wrap("--network=none ".repeat(100_000))}b`],
    [
      "a mount with 50,000 fields",
      () => `FROM a\nRUN --mount=type=cache${wrap(",target=/b".repeat(50_000))} c`,
    ],
    ["20,000 mounts", () => `FROM a\nRUN ${count(20_000, (n) => `--mount=type=cache,target=/${n} \\\n`)} c`],
    ["100,000 parser directives", () => `${count(100_000, (n) => `# name${n}=b\n`)}FROM a\n`],
    ["a check directive of 60,000 characters", () => `# check=skip=${"A,".repeat(30_000)}\nFROM a\n`],
    [
      "50,000 flags beside a letter outside ASCII",
      () => `FROM a\nRUN ${wrap("--network=none ".repeat(50_000))}é`,
    ],
    ["200,000 flags without a value", () => `FROM a\nRUN ${wrap("--b ".repeat(200_000))}c`],
    [
      "a mount with 50,000 fields on lines of their own",
      () => `FROM a\nRUN --mount=type=cache${",target=/b\\\n".repeat(50_000)} c`,
    ],
    ["100,000 labels", () => `FROM a\nLABEL ${count(100_000, (n) => `l${n}=v \\\n`)} x=y\n`],
    ["100,000 ports", () => `FROM a\nEXPOSE ${count(100_000, () => "1-65535 \\\n")} 1\n`],
  ]),
  ...rows([
    [
      "40,000 suppression comments",
      () => `FROM a\n${"# plimsoll ignore=no-such-rule\nMAINTAINER b\n".repeat(40_000)}`,
    ],
    [
      "40,000 suppression comments of everything",
      () => `FROM a\n${"# plimsoll ignore=all\nMAINTAINER b\n".repeat(40_000)}`,
    ],
    [
      "40,000 suppression comments of the whole file",
      () => `FROM a\n${"# plimsoll global ignore=no-such-rule\nMAINTAINER b\n".repeat(40_000)}`,
    ],
    [
      "40,000 suppression comments above the first instruction",
      () => `${"# plimsoll ignore=no-such-rule\n".repeat(40_000)}FROM a\n`,
    ],
    [
      "40,000 suppression comments of other tools",
      () => `FROM a\n${"# hadolint ignore=DL3006\nMAINTAINER b\n".repeat(40_000)}`,
    ],
    [
      "one suppression comment and 100,000 findings",
      () => `# plimsoll ignore=no-such-rule\nFROM a\n${"MAINTAINER b\n".repeat(100_000)}`,
    ],
    [
      "a suppression comment of 30,000 names",
      () => count(20, (n) => `# plimsoll ignore=${"a,".repeat(30_000)}b${n}\nRUN b\n`),
    ],
    ["check comments of spaces", () => `FROM a\n${`# check=a${" ".repeat(60_000)}b\nRUN b\n`.repeat(20)}`],
    [
      "ignore comments of spaces",
      () => `FROM a\n${`# plimsoll ignore=a${" ".repeat(60_000)}b\nRUN b\n`.repeat(20)}`,
    ],
    [
      "a check comment of 60,000 equal signs",
      () => `FROM a\n${`# check=${"skip=;".repeat(10_000)}b\nRUN b\n`.repeat(20)}`,
    ],
  ]),
  ...rows([
    ["variables that double 60 times", () => `FROM a\n${doubling(60, "ENV")}RUN $A60\n`],
    ["arguments that double 60 times", () => `${doubling(60, "ARG")}FROM $A60\n`],
    [
      "a variable that doubles itself 10,000 times",
      () => `FROM a\nENV A=aa\n${"ENV A=$A$A\n".repeat(10_000)}`,
    ],
    [
      "defaults inside each other, 100,000 deep",
      () => `FROM a\nENV A=${wrap("${a:-".repeat(100_000) + "}".repeat(100_000))}\n`,
    ],
    ["open defaults inside each other, 100,000 deep", () => `FROM ${wrap("${a:-".repeat(100_000))}\n`],
    [
      "a pattern that would try every way",
      () => `FROM a\nENV A=${"a".repeat(60_000)}\n${`ENV B=\${A##${"*a".repeat(5_000)}b}\n`.repeat(20)}`,
    ],
    [
      "a replacement that grows",
      () => `FROM a\nENV A=${"a".repeat(1000)}\n${"ENV A=${A//a/$A}\n".repeat(10)}`,
    ],
    ["100,000 variables", () => `FROM a\n${count(100_000, (n) => `ENV v${n}=1\n`)}RUN a\n`],
    ["100,000 variables in one ENV", () => `FROM a\nENV ${count(100_000, (n) => `v${n}=1 \\\n`)} x=y\n`],
    [
      "50,000 variables that do not exist",
      () => `FROM a\nENV ABC=1 ABD=2\n${count(50_000, (n) => `WORKDIR $ABE${n}\n`)}`,
    ],
    ["100,000 relative working directories", () => `FROM a\n${"WORKDIR bcdefg\n".repeat(100_000)}`],
  ]),
  ...rows([
    ["100,000 stages", () => "FROM a\n".repeat(100_000)],
    ["100,000 stages of one name", () => "FROM a AS b\n".repeat(100_000)],
    ["a chain of 50,000 stages", () => `FROM a AS s0\n${count(50_000, (n) => `FROM s${n} AS s${n + 1}\n`)}`],
    [
      "a chain of 20,000 stages, each with variables",
      () => `FROM a AS s0\n${count(20_000, (n) => `FROM s${n} AS s${n + 1}\nENV v${n}=1\n`)}`,
    ],
    [
      "20,000 stages below one with 1,000 triggers",
      () => `FROM a AS b\n${"ONBUILD RUN c\n".repeat(1_000)}${"FROM b\n".repeat(20_000)}`,
    ],
    ["a stage that copies from itself", () => "FROM a AS b\nCOPY --from=b /c /d\n"],
    ["a ring of 2 stages", () => ring(2)],
    ["a ring of 3 stages", () => ring(3)],
    ["a ring of 10,000 stages", () => ring(10_000)],
    ["every stage copies from every other", () => mesh(250)],
    ["an image reference of 1,000,000 characters", () => `FROM ${wrap("a".repeat(1_000_000))}\n`],
    ["an image reference of 100,000 parts", () => `FROM ${wrap("a/".repeat(100_000))}b\n`],
    [
      "an image reference of separators",
      () => `FROM a${wrap("-".repeat(500_000))}\nFROM a${wrap("@sha256:".repeat(60_000))}\n`,
    ],
    ["a platform of 500,000 characters", () => `FROM --platform=${wrap("linux/".repeat(80_000))} a\n`],
    [
      "20,000 stages that copy from stages that are not there",
      () => count(20_000, (n) => `FROM a AS stage${n}\nCOPY --from=stagf${n} /b /c\n`),
    ],
    [
      "names of 60,000 letters",
      () => `FROM a\nENV ${"A".repeat(60_000)}=1\n${`WORKDIR $${"A".repeat(59_999)}B\n`.repeat(20)}`,
    ],
    [
      "a long value in 10,000 ports",
      () =>
        `FROM a\nENV A=${"1 ".repeat(20_000).trim().replaceAll(" ", "\\ ")}\n${"EXPOSE $A\n".repeat(10_000)}`,
    ],
    [
      "a long value in 20,000 heredocs",
      () => `FROM a\nENV A=${"a".repeat(60_000)}\n${"COPY <<E /b\n$A\nE\n".repeat(20_000)}`,
    ],
    [
      "a long value in 20,000 platforms",
      () => `ARG A=${"a".repeat(60_000)}\n${"FROM --platform=$A b\n".repeat(20_000)}`,
    ],
    ["a long value in every message", () => `ARG A=${"A".repeat(60_000)}:\n${"FROM $A\n".repeat(20_000)}`],
    ["100,000 sources of one COPY", () => `FROM a\nCOPY ${count(100_000, (n) => `f${n} \\\n`)} /b/\n`],
    [
      "200 stages that each copy twice from the one before",
      () =>
        `FROM scratch AS s0\nCOPY a /b/\n${count(200, (n) => `FROM scratch AS s${n + 1}\nCOPY --from=s${n} /b /b\nCOPY --from=s${n} /c /b\nWORKDIR /b/x${n}\n`)}RUN /b/y\n`,
    ],
    [
      "a folder that is copied into itself 2,000 times",
      () => `FROM a\nCOPY . /b/\n${"RUN cp -r /b /c && mv /c/b /b/d && rm -rf /c\n".repeat(2_000)}RUN /b/y\n`,
    ],
    [
      "rights that are changed 5,000 times",
      () => `FROM a\nCOPY . /b/\n${"RUN chown -R b /b && chmod +x /b/c\n".repeat(5_000)}RUN /b/y\n`,
    ],
    ["20,000 users", () => `FROM a\n${count(20_000, (n) => `RUN useradd u${n}\n`)}USER u1\n`],
    [
      "commands that may not run, 10,000 times",
      () => `FROM a\n${count(10_000, (n) => `RUN b || (mkdir /c${n} && touch /c${n}/d)\n`)}`,
    ],
    [
      "40,000 packages of one command",
      () => `FROM a\nRUN apt-get update && apt-get install -y ${count(40_000, (n) => `p${n} \\\n`)}q\n`,
    ],
    [
      "10,000 commands that make a folder each in one RUN",
      () => `FROM a\nRUN true ${count(10_000, (n) => `&& mkdir -p /a/b/c${n} \\\n`)}\n`,
    ],
    [
      "20,000 packages and 10,000 commands",
      () =>
        `FROM debian:13\nRUN apt-get install -y ${count(20_000, (n) => `p${n} \\\n`)}q\n${"RUN cc b\n".repeat(10_000)}USER b\nHEALTHCHECK CMD curl b\n`,
    ],
    [
      "10,000 package installations",
      () =>
        `FROM debian:13\n${count(10_000, (n) => `RUN apt-get update && apt-get install -y p${n}\nUSER u${n}\n`)}`,
    ],
    [
      "20,000 secrets on command lines",
      () => `FROM a\nARG TOKEN\nRUN true ${count(20_000, () => "&& b --token $TOKEN \\\n")}\n`,
    ],
    ["100,000 COPYs", () => `FROM a\n${count(100_000, (n) => `COPY f${n} /b\n`)}`],
    ["50,000 COPYs with patterns", () => `FROM a\n${count(50_000, (n) => `COPY *a*a*a*a*${n} /b/\n`)}`],
    [
      "a source of 100,000 folders",
      () => `FROM a\nCOPY ${wrap("a/".repeat(100_000))}b /c\nCOPY ${wrap("../".repeat(100_000))}b /c\n`,
    ],
  ]),
];

type Row = readonly [name: string, content: () => string | Uint8Array];

function rows(
  named: readonly Row[],
  expected: HostileDockerfile["expected"] = "judged",
): readonly HostileDockerfile[] {
  return named.map(([name, content]) => ({ name, content, expected }));
}

/** As many repetitions as fit into what is read of a Dockerfile. */
function fill(start: string, repeated: string, end = "", encoding: "utf8" | "latin1" = "utf8"): Uint8Array {
  return Buffer.from(start + repeated.repeat(Math.floor(FULL / repeated.length)) + end, encoding);
}

/** The text in lines that the builder still reads, each continued by the next. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 60_000) lines.push(text.slice(at, at + 60_000));
  return lines.join("\\\n");
}

function count(times: number, line: (n: number) => string): string {
  return Array.from({ length: times }, (_, n) => line(n)).join("");
}

function heredocs(times: number): string {
  return `${count(times, (n) => `<<E${n} \\\n`)}\n${count(times, (n) => `x\nE${n}\n`)}`.replace(
    "\\\n\nx",
    "\nx",
  );
}

function doubling(times: number, instruction: string): string {
  return `${instruction} A0=aa\n${count(times, (n) => `${instruction} A${n + 1}=$A${n}$A${n}\n`)}`;
}

function ring(stages: number): string {
  return count(stages, (n) => `FROM a AS s${n}\nCOPY --from=s${(n + 1) % stages} /b /c\n`);
}

function mesh(stages: number): string {
  return count(stages, (n) => `FROM a AS s${n}\n${count(stages, (to) => `COPY --from=s${to} /b /c\n`)}`);
}

/** The same bytes each time, NUL among them. */
function pseudoRandomBytes(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state >> 16) & 0xff;
  });
}
