import type { CommandUse } from "../../shell/index.ts";
import type { Machine } from "../machine.ts";

/** What a command does to the machine it runs on. */
export interface Effect {
  /** The names it goes by. */
  readonly names: readonly string[];
  /** Does it: reads the command's words through the machine, and changes what the machine knows. */
  readonly apply: (use: CommandUse, machine: Machine) => void;
}

/** Gives an effect its type; every file in `effects/` exports what this returns as `effect`. */
export function defineEffect(effect: Effect): Effect {
  return effect;
}
