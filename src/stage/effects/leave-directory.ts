import { defineEffect } from "./define-effect.ts";

/** `popd`: where it leads is not kept. */
export const effect = defineEffect({
  names: ["popd"],
  apply: (_, machine) => machine.changeDirectory(undefined),
});
