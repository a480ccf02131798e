/** What is known of one path, and when that came to be. */
export interface TreeEntry<Fact> {
  readonly fact: Fact;
  /** When it was written: entries below a path that was cleared later are gone. */
  readonly at: number;
  /** When everything below was last removed; -1 for never. */
  readonly clearedAt: number;
}

/** What happened to a tree as a whole. */
export interface TreeHistory {
  /** Whether the tree started empty, so that what no fact tells of is absent. */
  readonly startsEmpty: boolean;
  /** When something ran whose effects nobody knows: what was absent before may be there since. */
  readonly openedAt: number;
  /** Whether any of that may have brought tools of the system as well. */
  readonly mayHaveTools: boolean;
  /** When anything at all was last removed; -1 for never. */
  readonly clearedAt: number;
}
