import type { CommandUse } from "../shell/index.ts";

/** Commands that are joined by pipes, in order; and whether somebody looks at whether they fail. */
export interface Pipeline {
  readonly members: readonly CommandUse[];
  readonly isWatched: boolean;
}

/** The pipelines of a RUN whose members are simple commands. */
export function findPipelines(commands: readonly CommandUse[]): readonly Pipeline[] {
  const found: Pipeline[] = [];
  commands.forEach((use, at) => {
    if (use.inside.at(-1) !== "pipeline" || isPiped(use)) return;
    const depth = use.inside.length;
    const members = [use];
    let next: CommandUse | undefined;
    for (let index = at + 1; index < commands.length; index++) {
      const other = commands[index];
      // Commands inside the words of a member come in between.
      if (other === undefined || other.inside.length > depth) continue;
      if (other.inside.length === depth && isPiped(other)) members.push(other);
      else {
        next = other;
        break;
      }
    }
    const isWatched = use.inside.includes("condition") || next?.operator === "||";
    if (members.length > 1) found.push({ members, isWatched });
  });
  return found;
}

function isPiped({ operator }: CommandUse): boolean {
  return operator === "|" || operator === "|&";
}
