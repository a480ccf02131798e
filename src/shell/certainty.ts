import type { ChainNode, ShellNode, ShellWord } from "./tree.ts";

/** What is asked of the place a node stands in. */
interface Place {
  /** Whether the script fails where the node fails. */
  readonly must: boolean;
  /** Whether the script fails where `exit 1` stands in the node. */
  readonly exits: boolean;
}

/** What a successful script says of one member of a chain. */
interface Demand {
  /** Whether the member ran, provided the chain was reached. */
  readonly runs: boolean;
  /** Whether it succeeded. */
  readonly must: boolean;
}

/**
 * What a successful script says of each member of `a && b || c`. The chain groups to the left: if it must
 * succeed and ends in `&& c`, then c ran, and all in front of it succeeded too. The same holds for what
 * stands in front of `|| exit 1`.
 */
export function chainDemands(node: ChainNode, place: Place): readonly Demand[] {
  const demands: Demand[] = node.members.map(() => ({ runs: false, must: false }));
  let must = place.must;
  for (let index = node.members.length - 1; index > 0; index--) {
    const member = node.members[index];
    if (node.operators[index - 1]?.text === "&&") {
      if (must) demands[index] = { runs: true, must: true };
    } else {
      must = member !== undefined && isCertainFailure(member, { ...place, must });
    }
  }
  demands[0] = { runs: true, must };
  return demands;
}

/** Whether a loop over these words has a first round: one of them is there whatever variables hold. */
export function isCertainlyEntered(words: readonly ShellWord[] | undefined): boolean {
  return words?.some(isCertainlyThere) === true;
}

/** Whether a word cannot vanish: unquoted expansions may turn out empty, a pattern stays if nothing matches. */
function isCertainlyThere(word: ShellWord): boolean {
  return word.parts.some(
    (part) => part.kind === "tilde" || (part.kind === "literal" && (part.quoted || part.value !== "")),
  );
}

/** Whether the script fails once the node has run. */
function isCertainFailure(node: ShellNode, place: Place): boolean {
  if (node.kind === "command") {
    const name = node.words[0]?.literal;
    if (name === "exit") return place.exits && isFailure(node.words[1]);
    return place.must && (name === "false" || (name === "return" && isFailure(node.words[1])));
  }
  if (node.kind !== "group" && node.kind !== "subshell") return false;
  const last = node.body.statements.at(-1);
  if (last === undefined || last.separator === "&") return false;
  return isCertainFailure(last.node, node.kind === "group" ? place : { ...place, exits: place.must });
}

/** Whether the argument of `exit` or `return` says that something failed. */
export function isFailure(status: ShellWord | undefined): boolean {
  return status?.literal !== undefined && /^\d+$/.test(status.literal) && Number(status.literal) % 256 !== 0;
}
