import assert from "node:assert/strict";
import { test } from "node:test";
import { LineIndex } from "../place.ts";
import { cutExcerpt } from "./excerpt.ts";

/** Cuts an excerpt of 30 columns for a quotation and compares the line and the carets below it. */
function checkExcerpt(text: string, quotation: string, expected: readonly [string, string], more = 0): void {
  const start = text.indexOf(quotation);
  const span = { start, end: start + quotation.length };
  const cut = cutExcerpt(new LineIndex(text), span, { columns: 30, ellipsis: "…" });
  assert.deepEqual([cut.text, " ".repeat(cut.caretAt) + "^".repeat(cut.carets)], expected);
  assert.equal(cut.moreLines, more);
}

test("carets stand below the span", () => {
  checkExcerpt("FROM a\nUSER root\n", "root", ["USER root", "     ^^^^"]);
});

test("a tab takes four columns wherever it stands", () => {
  checkExcerpt("RUN\ta\tb", "b", ["RUN    a    b", "            ^"]);
});

test("wide characters take two columns and combining ones none", () => {
  checkExcerpt("# 漢字 👍 e\u0301 x", "x", ["# 漢字 👍 e\u0301 x", "            ^"]);
  checkExcerpt("# 漢字 x", "漢字", ["# 漢字 x", "  ^^^^"]);
});

test("bytes that are no UTF-8 take one column each", () => {
  checkExcerpt("# \udc80\udcff x", "x", ["# \ufffd\ufffd x", "     ^"]);
});

test("controls are named, and the carets know the width of the name", () => {
  checkExcerpt("RUN \x1b[2J x", "x", ["RUN <U+001B>[2J x", "                ^"]);
  checkExcerpt("RUN \x1b", "\x1b", ["RUN <U+001B>", "    ^^^^^^^^"]);
});

test("a byte order mark and a carriage return are not shown", () => {
  checkExcerpt("\ufeffFROM a\r\n", "FROM", ["FROM a", "^^^^"]);
  checkExcerpt("FROM a\r\nRUN b\r\n", "a", ["FROM a", "     ^"]);
});

test("an empty span gets one caret, even behind the line's end", () => {
  checkExcerpt("FROM a", "", ["FROM a", "^"]);
  const end = cutExcerpt(new LineIndex("FROM a"), { start: 6, end: 6 }, { columns: 30, ellipsis: "…" });
  assert.deepEqual([end.caretAt, end.carets], [6, 1]);
});

test("a span over several lines is shown by its first", () => {
  checkExcerpt("RUN a \\\n b \\\n c\n", "a \\\n b \\\n c", ["RUN a \\", "    ^^^"], 2);
  checkExcerpt("RUN a\nRUN b\n", "RUN a\n", ["RUN a", "^^^^^"]);
});

test("a line that is too long is cut behind the span", () => {
  const line = `RUN bad ${"y".repeat(60)}`;
  checkExcerpt(line, "bad", [`RUN bad ${"y".repeat(21)}…`, "    ^^^"]);
});

test("a window lies around a span far to the right", () => {
  const line = `RUN ${"x".repeat(60)} bad ${"y".repeat(60)}`;
  checkExcerpt(line, "bad", [`…${"x".repeat(9)} bad ${"y".repeat(14)}…`, `${" ".repeat(11)}^^^`]);
  checkExcerpt(`RUN ${"x".repeat(60)} bad`, "bad", [`…${"x".repeat(9)} bad`, `${" ".repeat(11)}^^^`]);
});

test("a span that does not fit is marked as far as it is shown", () => {
  const line = `RUN ${"x".repeat(60)}`;
  checkExcerpt(line, "x".repeat(60), [`RUN ${"x".repeat(25)}…`, `    ${"^".repeat(25)}`]);
});

test("a window never halves a wide character or a pair", () => {
  const line = `${"👍".repeat(40)}x${"漢".repeat(40)}`;
  checkExcerpt(line, "x", [`…${"👍".repeat(5)}x${"漢".repeat(8)}…`, `${" ".repeat(11)}^`]);
});

test("a line of combining characters alone is looked at up to a bound", () => {
  const line = `RUN ${"\u0301".repeat(5_000)} x`;
  const cut = cutExcerpt(
    new LineIndex(line),
    { start: line.length - 1, end: line.length },
    { columns: 30, ellipsis: "…" },
  );
  assert.ok(cut.text.length < 600);
});
