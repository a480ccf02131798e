import assert from "node:assert/strict";
import { test } from "node:test";
import { HOSTILE } from "../sample-check.testing.ts";
import { renderPage } from "./page.ts";

/** Renders a page 40 columns wide and compares it. */
function checkPage(markdown: string, expected: string, color = false): void {
  assert.equal(renderPage(markdown, { color, columns: 40 }), expected);
}

test("headings lose their marks, and text is wrapped", () => {
  checkPage(
    "# A title\n\nText that is longer than forty columns\nis wrapped.\n\n## More\n\nEnd.\n",
    "A title\n\nText that is longer than forty columns\nis wrapped.\n\nMore\n\nEnd.\n",
  );
});

test("examples are indented, with their caret lines and a label for what is no plain example", () => {
  checkPage(
    "```dockerfile\nFROM a\n\n#    ^ a has no tag\n```\n\n```dockerfile fixed\nFROM a:1\n```\n",
    "    FROM a\n\n    #    ^ a has no tag\n\nAfter the fix:\n\n    FROM a:1\n",
  );
});

test("examples are not wrapped", () => {
  const line = `RUN ${"x".repeat(80)}`;
  checkPage(`\`\`\`dockerfile\n${line}\n\`\`\`\n`, `    ${line}\n`);
});

test("a fence that nobody closes lasts to the end", () => {
  checkPage("```files\na\n\nb", "Files in the build context:\n\n    a\n\n    b\n");
});

test("lists keep their items, and a long one hangs below its mark", () => {
  checkPage(
    "- one\n- two that is much longer than forty columns are\n  wide\n\n1. first\n2. second\n",
    "  • one\n  • two that is much longer than forty\n    columns are wide\n\n  1. first\n  2. second\n",
  );
});

test("tables stay as they are", () => {
  checkPage("| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n");
});

test("code keeps its backticks; a link shows its address where that leads out", () => {
  checkPage(
    "See `rm -rf`, **now**: [here](../a.md), [there](https://example.org).\n",
    "See `rm -rf`, now: here, there\n(https://example.org).\n",
  );
});

test("colour marks headings, code and carets", () => {
  checkPage(
    "# T\n\nSee `a`.\n\n```dockerfile\nFROM a\n#    ^ no tag\n```\n",
    "\x1b[1mT\x1b[0m\n\nSee \x1b[36m`a`\x1b[0m.\n\n    FROM a\n    \x1b[1;33m#    ^ no tag\x1b[0m\n",
    true,
  );
});

test("a page cannot act upon the terminal", () => {
  for (const text of HOSTILE) {
    const page = `# ${text}\n\n${text}\n\n- ${text}\n\n| ${text} |\n\n\`\`\`${text}\n${text}\n\`\`\`\n`;
    assert.doesNotMatch(renderPage(page, { color: false, columns: 40 }), /(?!\n)[\p{Cc}\p{Cs}\u202e\u2066]/u);
  }
});
