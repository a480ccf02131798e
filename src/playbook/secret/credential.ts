/** A credential found in a text: what it is, in words that go into a message, and where. Never its value. */
export interface Credential {
  /** With its article: `a GitHub token`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Texts longer than this are not searched further: nobody writes a credential that far down a value. */
const LONGEST = 65_536;

/**
 * The first credential in a text: a token in a format that its issuer publishes, a private key, or a URL with
 * a password. Placeholders (`xxxx`, `<token>`, `your-…`, AWS's own EXAMPLE keys) are none.
 */
export function findCredential(text: string): Credential | undefined {
  if (text.length < 8) return undefined;
  const searched = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  if (!TOKEN_HINT.test(searched)) return findUrlPassword(searched);
  for (const { kind, pattern } of FORMATS) {
    const match = pattern.exec(searched);
    if (match === null || isPlaceholder(match[0])) continue;
    return { kind, start: match.index, end: match.index + match[0].length };
  }
  return findUrlPassword(searched);
}

/** All credentials in a text, of any length, with nothing said of their order. */
export function findCredentials(text: string): readonly Credential[] {
  const found: Credential[] = [];
  if (TOKEN_HINT.test(text)) {
    for (const { kind, pattern } of FORMATS) {
      for (const match of text.matchAll(new RegExp(pattern, "g"))) {
        if (!isPlaceholder(match[0]))
          found.push({ kind, start: match.index, end: match.index + match[0].length });
      }
    }
  }
  if (PASSWORD_HINT.test(text)) found.push(...findUrlPasswords(text));
  return found;
}

/** An `@` in front of a URL's path: few have one, and a whole file is looked through for it in every judgement. */
const PASSWORD_HINT = /:\/\/[^\s/@]{1,390}@/;

/** A URL that holds a literal password: `postgresql://user:pass@host`. */
export function findUrlPassword(text: string): Credential | undefined {
  return findUrlPasswords(text).next().value ?? undefined;
}

function* findUrlPasswords(text: string): Generator<Credential, undefined> {
  if (!text.includes("@")) return undefined;
  for (const match of text.matchAll(URL_PASSWORD)) {
    const [whole, user = "", password = "", host = ""] = match;
    if (/[$<>{}*%]/.test(password) || isPlaceholder(password)) continue;
    // Users that stand for nobody, and hosts that are set aside for examples.
    if (/^(?:anonymous|ftp|git|anon)$/i.test(user) || EXAMPLE_HOST.test(host)) continue;
    yield { kind: "a URL with a password", start: match.index, end: match.index + whole.length };
  }
  return undefined;
}

/** Whether a value looks random enough to be a key: long, of several kinds of characters, and none often. */
export function isRandom(value: string): boolean {
  if (value.length < 16 || value.length > 512 || !/^[A-Za-z0-9+/=_.~!@#%^&*-]+$/.test(value)) return false;
  if (isPlaceholder(value) || WORDS.test(value) || !/[0-9]/.test(value) || !/[A-Za-z]/.test(value))
    return false;
  return entropy(value) >= 3.3;
}

/** Whether a value is there to be replaced, or to show what one looks like. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || /^(.)\1*$/.test(value);
}

/** Bits that each character of a text carries. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const PLACEHOLDER =
  /x{6,}|X{6,}|0{8,}|\*{3,}|example|change[-_]?me|change[-_]?it|your[-_ ]|placeholder|dummy|redacted|replace|<[^>]*>|\.\.\.|todo|insert/i;

/** Values made of words, paths, names with versions: `my-app-session-key-1`, `/run/secrets/a1`. */
const WORDS = /^(?:[/.~]|[a-z]+:\/\/)|^[A-Za-z]{2,}(?:[-_./][A-Za-z]+)*(?:[-_./]?[0-9]{1,4})?$/;

/** Hosts that are set aside for examples, and `host:port` with the word where the number belongs. */
const EXAMPLE_HOST = /(?:^|\.)example(?:\.|:|$)|^[^:[]+:[a-z]/i;

const URL_PASSWORD =
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/([^\s:/@"'?#]{0,128}):([^\s/@"'?#]{1,256})@([A-Za-z0-9._[\]:-]{1,256})/gi;

/** What every token has a piece of: one look, where nearly every text has none of them. */
const TOKEN_HINT =
  /AKIA|ASIA|gh[pousr]_|github_pat_|gl[a-z]{2,3}-|xox|hooks\.slack|k_live_|AIza|npm_|pypi-|dckr_|SG\.|_v1_|hf_|sk-|-----BEGIN|eyJ/;

/** Formats that issuers of tokens publish so that they are found. Each has a piece of `TOKEN_HINT` in it. */
const FORMATS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  {
    kind: "a GitHub token",
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b/,
  },
  { kind: "a GitLab token", pattern: /\bgl(?:pat|ptt|dt|rt|cbt)-[A-Za-z0-9_-]{20,}/ },
  { kind: "a Slack token", pattern: /\bxox[abeoprs]-[0-9A-Za-z-]{10,}/ },
  {
    kind: "a Slack webhook",
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,}/,
  },
  { kind: "a Stripe key", pattern: /\b[rs]k_live_[0-9A-Za-z]{16,}/ },
  { kind: "a Google API key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { kind: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { kind: "a PyPI token", pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,}/ },
  { kind: "a Docker Hub token", pattern: /\bdckr_pat_[A-Za-z0-9_-]{20,}/ },
  { kind: "a SendGrid key", pattern: /\bSG\.[\w-]{22}\.[\w-]{43}\b/ },
  { kind: "a DigitalOcean token", pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { kind: "a Hugging Face token", pattern: /\bhf_[A-Za-z0-9]{34}\b/ },
  { kind: "an OpenAI or Anthropic key", pattern: /\bsk-(?:proj-|ant-[a-z0-9]+-)?[A-Za-z0-9_-]{32,}/ },
  { kind: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
  {
    kind: "a signed token (JWT)",
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,}/,
  },
];
