import type { Whether } from "../base/index.ts";

/** What a stretch of a script does to what stands behind it. */
export interface Flow {
  /** Whether the script ends there, and successfully. */
  readonly leaves: Whether;
  /** Whether the loop around it ends there, or starts over. */
  readonly breaks: Whether;
  /** Whether the script certainly fails there. */
  readonly fails: boolean;
}

/** Whatever happens, the next command is reached. */
export const GOES_ON: Flow = { leaves: "no", breaks: "no", fails: false };
/** The script ends, successfully as far as we know. */
export const LEAVES: Flow = { leaves: "yes", breaks: "no", fails: false };
/** The loop around it ends or starts over. */
export const BREAKS: Flow = { leaves: "no", breaks: "yes", fails: false };
/** The script fails. */
export const FAILS: Flow = { leaves: "no", breaks: "no", fails: true };

/** Whether what stands behind is reached, given whether the stretch itself is. */
export function reachBehind(reached: Whether, flow: Flow): Whether {
  if (flow.fails || flow.leaves === "yes" || flow.breaks === "yes") return "no";
  if (flow.leaves === "maybe" || flow.breaks === "maybe") return reached === "yes" ? "maybe" : reached;
  return reached;
}

/** The flow of two stretches, one behind the other. */
export function thenFlow(first: Flow, second: Flow): Flow {
  if (second === GOES_ON || reachBehind("yes", first) === "no") return first;
  return {
    leaves: strongest(first.leaves, second.leaves),
    breaks: strongest(first.breaks, second.breaks),
    fails: second.fails,
  };
}

/** The flow of a stretch that may be left out. Where it fails, a successful script did leave it out. */
export function maybeFlow(flow: Flow): Flow {
  const leaves = doubted(flow.leaves);
  const breaks = doubted(flow.breaks);
  return leaves === "no" && breaks === "no" ? GOES_ON : { leaves, breaks, fails: false };
}

/** The flow of a loop, given that of its body. */
export function loopFlow(flow: Flow): Flow {
  return flow.breaks === "no" ? flow : { ...maybeFlow(flow), breaks: "no" };
}

/** The flow of what has a shell of its own: only a failure that fails the script reaches out of it. */
export function subshellFlow(flow: Flow): Flow {
  return flow.fails && flow.leaves === "no" && flow.breaks === "no" ? FAILS : GOES_ON;
}

function strongest(a: Whether, b: Whether): Whether {
  if (a === "yes" || b === "yes") return "yes";
  return a === "maybe" || b === "maybe" ? "maybe" : "no";
}

function doubted(whether: Whether): Whether {
  return whether === "no" ? "no" : "maybe";
}
