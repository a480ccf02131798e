import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { type Context, findingsOf, NPM } from "./sources-context.testing.ts";

/** A context in which npm and pip install safely. */
const PLAIN: Context = { files: { ...NPM, "requirements.txt": "x==1\n" } };

/** What the fixes of a text make of it; what stands in the way where there is none. */
function checkFix(text: string, expected: string, context = PLAIN): void {
  const [finding] = findingsOf(text, context);
  const edits = finding?.fix?.edits;
  const fixed =
    edits === undefined ? finding?.message.split("; a fix stands back: ")[1] : applyEdits(text, edits);
  assert.equal(fixed, expected);
}

describe("the instructions around", () => {
  const head = "FROM a\nWORKDIR /app\n";
  const first = "COPY package.json package-lock.json ./\n";

  it("a comment moves with the copy that it speaks of", () => {
    const text = `${head}# All\n# of it\nCOPY . .\nRUN npm ci\nCMD x\n`;
    checkFix(text, `${head}${first}RUN npm ci\n# All\n# of it\nCOPY . .\nCMD x\n`);
  });

  it("a comment about the install stays above it", () => {
    checkFix(
      `${head}# Install it\nCOPY . .\nRUN npm ci\n`,
      `${head}# Install it\n${first}RUN npm ci\nCOPY . .\n`,
    );
  });

  it("a blank line that sets the copy apart does so again", () => {
    checkFix(
      `${head}COPY . .\n\nRUN npm ci\n\nCMD x\n`,
      `${head}${first}\nRUN npm ci\n\nCOPY . .\n\nCMD x\n`,
    );
  });

  it("line ends, tabs and a missing last line end are kept", () => {
    const text = "FROM a\r\nWORKDIR /app\r\n\tcopy . .\r\nRUN npm ci";
    checkFix(
      text,
      "FROM a\r\nWORKDIR /app\r\n\tCOPY package.json package-lock.json ./\r\nRUN npm ci\r\n\tcopy . .",
    );
  });

  it("flags, form and destination are those of the copy", () => {
    checkFix(
      'FROM a\nCOPY --chown=1:1 --link [".", "/app"]\nWORKDIR /app\nRUN npm ci\n',
      'FROM a\nCOPY --chown=1:1 --link ["package.json", "package-lock.json", "/app/"]\nWORKDIR /app\nRUN npm ci\n' +
        'COPY --chown=1:1 --link [".", "/app"]\n',
    );
    checkFix(
      "FROM a\nENV D=/app\nADD . $D\nWORKDIR $D\nRUN npm ci\n",
      "FROM a\nENV D=/app\nCOPY package.json package-lock.json $D/\nWORKDIR $D\nRUN npm ci\nADD . $D\n",
    );
  });

  it("a continued copy moves as it is", () => {
    const copy = "COPY --chown=1:1 \\\n    # all\n    . \\\n    .\n";
    checkFix(
      `${head}${copy}RUN npm ci\n`,
      `${head}COPY --chown=1:1 package.json package-lock.json ./\nRUN npm ci\n${copy}`,
    );
  });

  it("two installs share the first copy", () => {
    checkFix(
      `${head}COPY . .\nRUN npm ci\nENV A=1\nRUN pip install -r requirements.txt\nRUN make\n`,
      `${head}COPY package.json package-lock.json requirements.txt ./\nRUN npm ci\nENV A=1\n` +
        "RUN pip install -r requirements.txt\nCOPY . .\nRUN make\n",
    );
  });

  it("what needs nothing of the project stays where it is", () => {
    checkFix(
      `${head}COPY . .\nRUN apt-get update && apt-get install -y curl\nUSER node\nCOPY --from=b /x /y\nRUN npm ci\n`,
      `${head}RUN apt-get update && apt-get install -y curl\nUSER node\nCOPY --from=b /x /y\n${first}RUN npm ci\nCOPY . .\n`,
    );
  });

  it("the files go right above the first RUN that reads them, and above its comments", () => {
    const list = "COPY requirements.txt ./\n";
    const [apt, pip] = ["RUN apt-get update\n", "RUN pip install -r requirements.txt\n"];
    checkFix(`${head}COPY . .\n${apt}${pip}`, `${head}${apt}${list}${pip}COPY . .\n`);
    checkFix(
      `${head}# All\nCOPY . .\n# System\n${apt}# Here\n\n# Python\n# lists\n${pip}CMD x\n`,
      `${head}# System\n${apt}# Here\n\n${list}# Python\n# lists\n${pip}# All\nCOPY . .\nCMD x\n`,
    );
    checkFix(
      `${head}# The requirements\n  COPY . .\n${apt}# why\n${pip}`,
      `${head}${apt}# The requirements\n  ${list}# why\n${pip}  COPY . .\n`,
    );
    checkFix(`${head}COPY . .\n${apt}ENV A=1\n${pip}`, `${head}${apt}ENV A=1\n${list}${pip}COPY . .\n`);
    checkFix(
      `${head}COPY . .\n${apt}RUN npm ci && make\n`,
      `${head}${apt}${first}RUN npm ci\nCOPY . .\nRUN make\n`,
    );
  });

  it("no blank line is doubled where the copy stood, and those of the layout come again", () => {
    const list = "COPY requirements.txt ./\n";
    const [apt, pip] = ["RUN apt-get update\n", "RUN pip install -r requirements.txt\n"];
    checkFix(
      `${head}\nCOPY . .\n\n${apt}\n${pip}\nCMD x\n`,
      `${head}\n${apt}\n${list}\n${pip}\nCOPY . .\n\nCMD x\n`,
    );
    checkFix(
      `${head}\nCOPY . .\n\n${apt}${pip}\nCMD x\n`,
      `${head}\n${apt}${list}${pip}\nCOPY . .\n\nCMD x\n`,
    );
    checkFix(`${head}\nCOPY . .\n${apt}\n${pip}CMD x\n`, `${head}\n${apt}\n${list}${pip}COPY . .\nCMD x\n`);
    checkFix(
      `${head}\n\nCOPY . .\n\n\n${apt}${pip}`.replaceAll("\n", "\r\n"),
      `${head}\n\n${apt}${list}${pip}\nCOPY . .\n`.replaceAll("\n", "\r\n"),
    );
  });

  it("a step that may look at the files has them as before", () => {
    const yarn = "RUN yarn config set network-timeout 9\n";
    checkFix(`${head}COPY . .\n${yarn}RUN npm ci\n`, `${head}${first}${yarn}RUN npm ci\nCOPY . .\n`);
    checkFix(
      `${head}COPY . .\nRUN apt-get update\n${yarn}RUN npm ci\n`,
      `${head}RUN apt-get update\n${first}${yarn}RUN npm ci\nCOPY . .\n`,
    );
  });

  it("the folder belongs to whom the copy gave it", () => {
    const apt = "RUN apt-get update\n";
    const list = (flags: string) => `COPY${flags} package.json package-lock.json /app/\n`;
    const isLate = (before: string, flags: string, between: string) =>
      checkFix(
        `${before}COPY${flags} . /app\n${between}RUN npm ci\n`,
        `${before}${between}${list(flags)}RUN npm ci\nCOPY${flags} . /app\n`,
      );
    const isEarly = (before: string, flags: string, between: string) =>
      checkFix(
        `${before}COPY${flags} . /app\n${between}RUN npm ci\n`,
        `${before}${list(flags)}${between}RUN npm ci\nCOPY${flags} . /app\n`,
      );
    isLate("FROM a\nUSER root\n", "", `WORKDIR /app\n${apt}`);
    isEarly("FROM a\n", "", `WORKDIR /app\n${apt}`);
    isEarly("FROM a\nUSER root\n", " --chown=1:1", `WORKDIR /app\n${apt}`);
    isEarly("FROM a\nUSER root\n", "", `USER node\nWORKDIR /app\nUSER root\n${apt}`);
    isLate("FROM a\nWORKDIR /app\n", " --chown=1:1", apt);
  });

  it("the title names an owner that the copy did not give before", () => {
    const [finding] = findingsOf(`${head}COPY . .\nRUN npm ci\nRUN chown -R 1:1 /app\n`, PLAIN);
    assert.equal(
      finding?.fix?.title,
      "Copy package.json and package-lock.json first, and the rest with --chown=1:1 behind the install",
    );
  });

  it("what may need the sources, or writes among them, keeps the copy where it is", () => {
    const rows: readonly (readonly [string, string])[] = [
      ["RUN make config", "make on line 4 may need the sources"],
      ["RUN cp a.json b.json", "cp on line 4 may need the sources"],
      ["RUN apt-get install -y ./own.deb", "apt-get on line 4 may need the sources"],
      ["RUN echo x > .npmrc", "echo on line 4 may need the sources"],
      ["RUN rm -rf src", "rm on line 4 may need the sources"],
      ["COPY other .", "line 4 copies into the same folder"],
      ["COPY other /", "line 4 copies into the same folder"],
      ["WORKDIR /other", "line 4 changes the working directory"],
      ["VOLUME /app/data", "line 4 declares a volume"],
    ];
    for (const [line, because] of rows) {
      const cd = line.startsWith("WORKDIR") ? "cd /app && " : "";
      checkFix(`${head}COPY . .\n${line}\nRUN ${cd}npm ci\n`, because);
    }
  });

  it("the owner that the next RUN gives to all is given by the copy", () => {
    const npm = `${first}RUN npm ci\n`;
    const mended = (behind: string, option: string) =>
      checkFix(`${head}COPY . .\nRUN npm ci\n${behind}\n`, `${head}${npm}COPY${option} . .\n${behind}\n`);
    mended("USER root\nRUN chown -R 1:1 /app && make", " --chown=1:1");
    mended("RUN chown -R 1:1 /app/src", "");
    mended("RUN make && chown -R 1:1 /app", "");
    mended("RUN chown 1:1 /app", "");
    mended("RUN chown -R 1 /app", "");
    mended("RUN chown -R nobody-knows:1 /app", "");
  });

  it("files that were copied before are not copied again", () => {
    const lock = "COPY package.json ./package-lock.json ./\n";
    checkFix(`${head}${lock}\nCOPY . .\n\nRUN npm ci\n`, `${head}${lock}\nRUN npm ci\n\nCOPY . .\n`);
    checkFix(
      `${head}COPY package.json /app/package.json\nRUN apt-get update\n# all\nCOPY . .\nRUN npm ci\n`,
      `${head}COPY package.json /app/package.json\nRUN apt-get update\nCOPY package-lock.json ./\nRUN npm ci\n# all\nCOPY . .\n`,
    );
    checkFix(
      `${head}${lock}RUN make\nCOPY . .\nRUN npm ci\n`,
      `${head}${lock}RUN make\n${first}RUN npm ci\nCOPY . .\n`,
    );
  });

  it("a variable of the copy keeps what it stands for", () => {
    const text = "FROM a\nENV D=/app\nCOPY . $D\nENV D=/other\nWORKDIR /app\nRUN npm ci\n";
    checkFix(text, "line 4 may change a variable of the copy");
  });

  it("copies of another kind are left alone", () => {
    checkFix("FROM a\nWORKDIR /\nCOPY . .\nRUN npm ci\n", "the whole context goes into the root folder");
    checkFix(`${head}COPY . other /app/\nRUN npm ci\n`, "the copy takes more than the context");
    checkFix(`${head}COPY --exclude=*.md . .\nRUN npm ci\n`, "the copy leaves files out");
    checkFix(
      "FROM a\nCOPY . .\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
      `FROM a\nCOPY . .\nWORKDIR /app\n${first}RUN npm ci\nCOPY . .\n`,
    );
  });
});

describe("a RUN that does more than install", () => {
  const head = "FROM a\nWORKDIR /app\n";
  const first = "COPY package.json package-lock.json ./\n";

  it("is split where the install ends", () => {
    checkFix(
      `${head}COPY . .\nRUN npm ci && npm run build && npm test\n`,
      `${head}${first}RUN npm ci\nCOPY . .\nRUN npm run build && npm test\n`,
    );
  });

  it("keeps its flags in both parts, and its comments", () => {
    checkFix(
      `${head}COPY . .\nRUN --mount=type=cache,target=/root/.npm \\\n    npm ci && \\\n    # the site\n    npm run build\n`,
      `${head}${first}RUN --mount=type=cache,target=/root/.npm \\\n    npm ci\nCOPY . .\n# the site\n` +
        "RUN --mount=type=cache,target=/root/.npm \\\n    npm run build\n",
    );
  });

  it("is left alone where its shell carries something over, or it is no plain chain", () => {
    const rows: readonly (readonly [string, string])[] = [
      ["set -e && npm ci && npm run build", "npm is part of the same RUN as the install"],
      ["cd . && npm ci && npm run build", "npm is part of the same RUN as the install"],
      ["npm ci; npm run build", "npm is part of the same RUN as the install"],
      ["npm ci || npm run build", "npm is part of the same RUN as the install"],
      [
        "--mount=type=tmpfs,target=/tmp npm ci && npm run build",
        "npm is part of the same RUN as the install",
      ],
      ["<<EOF\nnpm ci\nnpm run build\nEOF", "npm is part of the same RUN as the install"],
      ["npm ci && npm run build && rm -rf node_modules", "npm is part of the same RUN as the install"],
      ["npm ci && make && npm cache clean --force", "make is part of the same RUN as the install"],
      ["npm run prepare && npm ci", "npm on line 4 may need the sources"],
    ];
    for (const [command, because] of rows) checkFix(`${head}COPY . .\nRUN ${command}\n`, because);
  });

  it("is taken whole where all of it needs no more", () => {
    for (const command of [
      "set -eux; npm ci; npm cache clean --force",
      "<<EOF\nnpm ci\nEOF",
      '["npm", "ci"]',
    ])
      checkFix(
        `${head}COPY . .\nRUN ${command}\nCMD x\n`,
        `${head}${first}RUN ${command}\nCOPY . .\nCMD x\n`,
      );
  });
});

/** The RUNs of a text, each with the comments directly above it. */
function runsOf(source: string): readonly string[] {
  const runs = parseDockerfile("", source).instructions.filter(({ kind }) => kind === "run");
  return runs.map(({ syntax }) => {
    let line = syntax.startLine;
    const own = syntax.comments.toReversed().filter((comment) => comment.line === line - 1 && line-- > 0);
    const from = own.at(-1)?.span.start ?? syntax.span.start;
    return source.slice(from, syntax.span.end);
  });
}

test("whatever stands around, bytes outside the edits stay, comments too, and a second run finds nothing", () => {
  const line = fc.constantFrom(
    "# a comment",
    "",
    "\t# indented",
    "# the requirements",
    "ENV A=1",
    "USER node",
    "EXPOSE 80",
    "LABEL a=b",
    "RUN apt-get update && apt-get install -y curl",
    "RUN <<EOF\napt-get update\nEOF",
    "RUN pip install -r requirements.txt",
    "RUN pip install -r requirements.txt && make",
    "RUN npm ci \\\n    # why\n    && npm run build",
    "RUN make",
    "RUN echo a",
    "COPY --from=b /x /y",
    "COPY other ./",
    "WORKDIR /app",
  );
  const copy = fc.constantFrom(
    "COPY . .",
    "  ADD . /app/",
    'COPY --link [".", "./"]',
    "COPY --chown=1:1 \\\n  . .",
    "# all\nCOPY . ./",
  );
  const around = fc.array(line, { maxLength: 4 });
  fc.assert(
    fc.property(
      around,
      copy,
      around,
      around,
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      (a, all, b, c, eol, isOpen) => {
        const lines = [
          "FROM a",
          "WORKDIR /app",
          ...a,
          all,
          ...b,
          "RUN npm ci",
          ...c,
          ...(isOpen ? [] : [""]),
        ];
        const text = lines.join("\n").replaceAll("\n", eol);
        const [finding] = findingsOf(text, PLAIN);
        const edits = finding?.fix?.edits;
        if (edits === undefined) return;
        const fixed = applyEdits(text, edits) ?? "";
        assert.deepEqual(parseDockerfile("", fixed).problems, []);
        const sorted = (source: string) =>
          source
            .split(/\r?\n/)
            .map((each) => each.trim())
            .filter((each) => each.startsWith("#"))
            .sort();
        assert.deepEqual(sorted(fixed), sorted(text));
        // Every instruction that was there is there, but for the RUN that was split; the others keep their order.
        const instructions = (source: string) =>
          parseDockerfile("", source).instructions.map(({ syntax }) =>
            source.slice(syntax.span.start, syntax.span.end),
          );
        const kept = instructions(fixed);
        const lost = instructions(text).filter((each) => !kept.includes(each));
        assert.ok(
          lost.every((each) => each.includes("&&")),
          lost.join("\n"),
        );
        // What is copied first stands in front of what reads it, and RUNs keep the comments above them.
        const added = parseDockerfile("", fixed).instructions.findIndex(
          ({ kind, syntax }) => kind === "copy" && /package\.json|requirements/.test(syntax.text.text),
        );
        const behind = parseDockerfile("", fixed).instructions.slice(added + 1);
        const reader = behind.find(({ kind }) => kind === "run")?.syntax.text.text ?? "";
        assert.match(reader, /^(?:npm ci|pip install -r)/);
        const [before, after] = [runsOf(text), runsOf(fixed)];
        if (before.length === after.length) assert.deepEqual(after, before);
        if (!/\n\r?\n\r?\n/.test(text)) assert.ok(!/\n\r?\n\r?\n/.test(fixed), fixed);
        if (eol === "\r\n") assert.ok(!/[^\r]\n/.test(fixed));
        assert.ok(findingsOf(fixed, PLAIN).length < findingsOf(text, PLAIN).length);
        assert.ok(
          findingsOf(fixed, PLAIN).every(
            ({ fix }) => fix === undefined || applyEdits(fixed, fix.edits) !== fixed,
          ),
        );
      },
    ),
    { numRuns: 500 },
  );
});
