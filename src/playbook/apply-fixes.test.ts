import assert from "node:assert/strict";
import { test } from "node:test";
import type { Applicability, Edit, Finding } from "../base/index.ts";
import { parseDockerfile } from "../dockerfile/index.ts";
import { applyFixes, type FixRoundOptions } from "./apply-fixes.ts";

const TEXT = "FROM a\nRUN b c d\nRUN e\n";
const SAFE: ReadonlySet<Applicability> = new Set(["safe"]);
const ALL: ReadonlySet<Applicability> = new Set(["safe", "unsafe", "restructure", "display-only"]);

/** A finding of a rule whose fix replaces words of `TEXT`, each `old>new`; `>new` is put before the word behind `@`. */
function offer(rule: string, changes: readonly string[], applicability: Applicability = "safe"): Finding {
  const edits = changes.map((change): Edit => {
    const [old = "", text = ""] = change.split(">");
    const start = TEXT.indexOf(old.replace("@", ""));
    return { span: { start, end: old.startsWith("@") ? start : start + old.length }, text };
  });
  const span = edits[0]?.span ?? { start: 0, end: 0 };
  const fix = { title: "mend it", applicability, edits };
  return { rule, practice: "works", severity: "warning", path: "f", span, message: rule, replaces: [], fix };
}

function checkRound(
  findings: readonly Finding[],
  expected: { readonly text: string; readonly mended: readonly string[] } | undefined,
  options: Partial<FixRoundOptions> = {},
): void {
  const { instructions } = parseDockerfile("f", TEXT);
  for (const order of [findings, findings.toReversed()]) {
    const round = applyFixes(TEXT, order, { allowed: SAFE, instructions, ...options });
    const mended = round?.applied.map(({ finding }) => finding.rule);
    assert.deepEqual(round === undefined ? undefined : { text: round.text, mended }, expected);
  }
}

test("fixes in different instructions are applied together", () => {
  checkRound([offer("p", ["b>B"]), offer("q", ["e>E"])], {
    text: "FROM a\nRUN B c d\nRUN E\n",
    mended: ["p", "q"],
  });
});

test("fixes of one rule share an instruction where they do not touch", () => {
  checkRound([offer("p", ["b>B"]), offer("p", ["d>D"])], {
    text: "FROM a\nRUN B c D\nRUN e\n",
    mended: ["p", "p"],
  });
  checkRound([offer("p", ["b>B"]), offer("p", ["@ c>!"])], {
    text: "FROM a\nRUN B c d\nRUN e\n",
    mended: ["p"],
  });
});

test("a fix of another rule waits where it reaches into the same instruction", () => {
  checkRound([offer("q", ["b>B"]), offer("p", ["d>D"])], {
    text: "FROM a\nRUN B c d\nRUN e\n",
    mended: ["q"],
  });
  checkRound([offer("q", ["b>B", "e>E"]), offer("p", ["d>D"]), offer("r", ["@RUN e>X\n"])], {
    text: "FROM a\nRUN B c d\nRUN E\n",
    mended: ["q"],
  });
});

test("the name decides between rules that begin at one place", () => {
  checkRound([offer("q", ["b>Q"]), offer("p", ["b>P"])], {
    text: "FROM a\nRUN P c d\nRUN e\n",
    mended: ["p"],
  });
});

test("the same change mends two findings at once", () => {
  checkRound([offer("q", ["b>B"]), offer("p", ["b>B"])], {
    text: "FROM a\nRUN B c d\nRUN e\n",
    mended: ["p", "q"],
  });
});

test("safe fixes go first, then those of one rule, then one restructuring", () => {
  const [unsafe, other] = [offer("u", ["a>A"], "unsafe"), offer("v", ["e>E"], "unsafe")];
  const [first, second] = [offer("s", ["a>S"], "restructure"), offer("s", ["e>S"], "restructure")];
  const safe = offer("z", ["e>Z"]);
  const allowed = { allowed: ALL };
  checkRound([unsafe, first, safe], { text: "FROM a\nRUN b c d\nRUN Z\n", mended: ["z"] }, allowed);
  checkRound([other, first, unsafe], { text: "FROM A\nRUN b c d\nRUN e\n", mended: ["u"] }, allowed);
  checkRound([second, first], { text: "FROM S\nRUN b c d\nRUN e\n", mended: ["s"] }, allowed);
});

test("what is not asked for is left", () => {
  checkRound([offer("p", ["b>B"], "unsafe")], undefined);
  checkRound([offer("p", ["b>B"], "display-only")], undefined, { allowed: ALL });
  checkRound([offer("p", ["b>B"])], undefined, { except: new Set(["p"]) });
  checkRound(
    [offer("p", ["b>B"]), offer("q", ["e>E"])],
    { text: "FROM a\nRUN B c d\nRUN e\n", mended: ["p"] },
    {
      alone: true,
    },
  );
});

test("a fix that changes nothing, or whose edits overlap, is left", () => {
  checkRound([offer("p", ["b>b"]), offer("q", ["c d>X", "d>Y"])], undefined);
});
