import type { Difference, ListDifferences } from "../kit/definition.ts";

/** What the stand-ins for Python's images differ in. */
export const listDifferences: ListDifferences = (name) =>
  name.includes("-slim") ? [PROVENANCE, withoutGdbm(name.endsWith("-bookworm"))] : [PROVENANCE];

const PROVENANCE: Difference = {
  what: ["variable GPG_KEY is missing", "variable PYTHON_SHA256 is missing"],
  why: "They name the archive that the original was compiled from, and the stand-in was not.",
};

function withoutGdbm(isBookworm: boolean): Difference {
  return {
    what: [`package ${isBookworm ? "libgdbm6" : "libgdbm6t64"} is missing`],
    why: "This machine's interpreter was compiled without the module dbm.gnu, which would need it.",
  };
}
