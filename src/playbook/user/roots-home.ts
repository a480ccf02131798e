import { limits } from "../../base/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";

const CHANGES = /^(?:chgrp|chmod|chown|cp|install|ln|mv|rsync|setfacl|useradd|usermod)$/;

/** Whether anything in a stage changes the rights of /root, by whatever spelling, or takes the files elsewhere. */
export function opensRootsHome(stage: EvaluatedStage): boolean {
  let below = stage;
  for (let depth = 0; depth < limits.stageDepth; depth++) {
    if (below.steps.some(changesRootsHome)) return true;
    if (below.base.kind !== "stage") return false;
    below = below.base.stage;
  }
  return true;
}

function changesRootsHome({ run, instruction }: Step): boolean {
  if (instruction.kind === "copy" || instruction.kind === "add") {
    const isToHome = /^\/root\/?$/.test(instruction.destination?.value ?? "");
    return isToHome && instruction.chmod !== undefined;
  }
  return (run?.commands ?? []).some(
    ({ name, words }) =>
      CHANGES.test(name ?? "") && words.some(({ value }) => /\/root(?:$|[/*\s"'])|^~/.test(value)),
  );
}
