import type { ImageConfig } from "../outcome/image.ts";

/** What the page of a rule says in words that its safe fix changes of the configuration. */
export interface DeclaredMetadata {
  readonly rule: string;
  readonly why: string;
  /** Whether the change of one field is exactly the one that is declared. */
  readonly allows: (field: string, before: ImageConfig, after: ImageConfig) => boolean;
}

const AUTHORS = "org.opencontainers.image.authors";
const SECOND = 1_000_000_000;

/** All of it; what is not here must not change. */
export const DECLARED_METADATA: readonly DeclaredMetadata[] = [
  {
    rule: "maintainer-instruction",
    why: `The fix writes the label ${AUTHORS} in place of the image's field for an author.`,
    allows: (field, before, after) => {
      const { [AUTHORS]: authors, ...others } = after.Labels ?? {};
      return field === "Labels" && authors !== undefined && isSame(others, before.Labels ?? {});
    },
  },
  {
    rule: "shell-form-command",
    why: "The fix writes the words out that the shell would have started the program with.",
    allows: (field, before, after) => {
      // The engine notes for Windows whether the shell form was used, and reads that nowhere else.
      if (field === "ArgsEscaped") return true;
      if (field !== "Cmd" && field !== "Entrypoint") return false;
      const [shell, flag, text, ...more] = before[field] ?? [];
      if (shell !== "/bin/sh" || flag !== "-c" || text === undefined || more.length > 0) return false;
      return isSame(plainWords(text), after[field]);
    },
  },
  {
    rule: "healthcheck-without-limits",
    why: "The fix writes the engine's defaults out: every 30 seconds, 30 seconds long, three times.",
    allows: (field, before, after) => {
      const limits = { Interval: 30 * SECOND, Timeout: 30 * SECOND, Retries: 3 };
      return field === "Healthcheck" && isSame({ ...before.Healthcheck, ...limits }, after.Healthcheck);
    },
  },
];

/**
 * The words that a shell makes of a command without variables, patterns and operators, `exec` in front left out;
 * undefined where there is any of these. Spec: POSIX shell, quoting.
 */
export function plainWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  const rest = text.trim().replace(/^exec\s+/, "");
  const word = /((?:[\w@%+=:,./-]|\\[^\n]|'[^']*'|"(?:[^"$`\\!]|\\["$`\\])*")+)(\s+|$)/y;
  while (word.lastIndex < rest.length) {
    const found = word.exec(rest)?.[1];
    if (found === undefined) return undefined;
    words.push(found.replace(/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs, unquote));
  }
  // What looks like an assignment in front of a command is none of its words.
  return words.length === 0 || /^\w+=/.test(words[0] ?? "") ? undefined : words;
}

function unquote(_: string, escaped?: string, single?: string, double?: string): string {
  return escaped ?? single ?? double?.replace(/\\(.)/gs, "$1") ?? "";
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
