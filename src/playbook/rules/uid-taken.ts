import type { Dockerfile } from "../../dockerfile/index.ts";
import type { RunFact, StageState } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";

type Account = RunFact & { readonly kind: "account" };

/** Reports a user or group that is made with a number which another one in the same image already has. */
export const rule = defineRule({
  name: "uid-taken",
  practice: "non-root",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  facts: ["account"],
  onRun({ run, before, triggeredAt }, report, { file }) {
    const made: Account[] = [];
    for (const fact of run?.facts ?? []) {
      if (fact.kind !== "account") continue;
      if (fact.action === "make" && !SHARED.some((option) => fact.options.has(option))) {
        const owner = fact.runs === "yes" ? ownerOf(fact, made, before) : undefined;
        const { subject } = fact;
        if (owner !== undefined) {
          const name = subject === "user" ? "the user" : "the group";
          const fix =
            triggeredAt === undefined ? takeFree(file.evaluated.dockerfile, fact, made, before) : undefined;
          report({ at: fact.at, message: `number ${fact.id} already belongs to ${name} ${owner}`, fix });
        }
      }
      made.push(fact);
    }
  },
});

/** Options that allow a number twice. */
const SHARED: readonly string[] = ["-o", "--non-unique"];

/** Who certainly has the number by then, other than by the same name, which fails for another reason. */
function ownerOf({ id, name, subject }: Account, made: readonly Account[], before: StageState) {
  if (id === undefined) return undefined;
  const here = made.filter((other) => other.subject === subject && other.action !== "change");
  if (made.some((other) => other.subject === subject && other.action === "change")) return undefined;
  for (const other of here) {
    const isGone = here.some((later) => later.action === "remove" && later.name === other.name);
    if (
      other.action === "make" &&
      other.runs === "yes" &&
      other.id === id &&
      other.name !== name &&
      !isGone
    ) {
      return other.name;
    }
  }
  for (const [known, fact] of (subject === "user" ? before.users : before.groups).entries()) {
    if (fact.exists !== "yes" || fact.id !== id || known === name) continue;
    if (!here.some((later) => later.action === "remove" && later.name === known)) return known;
  }
  return baseOwner(id, name, subject, before, here);
}

function baseOwner(
  id: number,
  name: string,
  subject: "user" | "group",
  { base, users, groups }: StageState,
  here: readonly Account[],
): string | undefined {
  if (base.kind !== "known" || subject === "group") return undefined;
  const owner = base.image.listUsers().find(({ uid }) => uid === id);
  if (owner === undefined || owner.name === name) return undefined;
  // Whoever was renumbered, renamed or taken away no longer has it.
  if (users.has(owner.name) || groups.has(owner.name)) return undefined;
  return here.some((later) => later.name === owner.name) ? undefined : owner.name;
}

/** A number that neither people nor packages get. */
const FREE = 10001;

/** Another number in the place of the one that is taken, where that stands in this one word of the file alone. */
function takeFree(
  { text }: Dockerfile,
  { use, id, subject }: Account,
  made: readonly Account[],
  { base, users, groups }: StageState,
): FoundFix | undefined {
  const word = use.words.find(({ literal }) => literal === `${id}` || literal?.endsWith(`=${id}`) === true);
  const uses = text.match(new RegExp(`(?<![0-9])(?:${id}|${FREE})(?![0-9])`, "g")) ?? [];
  if (word === undefined || uses.length !== 1 || base.kind !== "known") return undefined;
  const isKnown = [...(subject === "user" ? users : groups).entries()].some(([, fact]) => fact.id === FREE);
  if (isKnown || made.some((other) => other.id === FREE)) return undefined;
  const { start, end } = word.span;
  if (text.slice(start, end) !== word.raw || !word.raw.endsWith(`${id}`)) return undefined;
  return {
    title: `Take ${FREE}, which is free`,
    applicability: "unsafe",
    edits: [{ span: { start: end - `${id}`.length, end }, text: `${FREE}` }],
  };
}
