import type { Span } from "../../base/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { downloadsOf, isVerified, nameDownload, uncheckedAdds } from "../install/download.ts";

/** Reports downloads without encryption that nothing checks. It matters in every stage that is built. */
export const rule = defineRule({
  name: "plain-http-download",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  instructions: ["run", "add"],
  onStep(step, report, { stage, file }) {
    if (!stage.isReachable) return;
    const adds = uncheckedAdds(step).map(({ url, word }) => ({ url, at: word.span }));
    const fetched = downloadsOf(step).map(({ url, urlWord }) => ({ url, at: urlWord.span }));
    for (const { url, at } of [...adds, ...fetched]) {
      const scheme = /^(http|ftp|git):\/\//i.exec(url)?.[1];
      if (scheme === undefined || isNear(url) || isVerified(step, stage)) continue;
      const message = `${nameDownload(url)} comes over ${scheme.toLowerCase()}, which anybody on the way can change`;
      report({ at, message, fix: encrypt(at, file.evaluated.dockerfile.text) });
    }
  },
});

/** Whether the server offers it is not seen from here. */
function encrypt({ start, end }: Span, text: string): FoundFix {
  const [, quote = "", scheme] = /^(["']?)(http|git):\/\//i.exec(text.slice(start, end)) ?? [];
  if (scheme === undefined) return advise("Take an address with https, or compare a checksum");
  const from = start + quote.length;
  const edit = { span: { start: from, end: from + scheme.length }, text: "https" };
  return advise("Write https:// in front, if the server offers it", [edit]);
}

/** The machine itself, a name of its own network, or a host that only a variable tells. */
function isNear(url: string): boolean {
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?([^/:?#]*)/i.exec(url)?.[1] ?? "";
  if (!host.includes(".") || host.includes("$") || host.includes("`")) return true;
  return /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)|\.(?:local|localhost|internal|lan)$/.test(
    host,
  );
}
