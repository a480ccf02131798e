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
