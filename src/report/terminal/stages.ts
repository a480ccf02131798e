import type { StageReport, StagesReport, StateReport, StepReport } from "../json/stages.ts";
import { visibleText } from "../visible-text.ts";

/** What the interpreter saw, stage by stage and step by step, as text. Ends with a line feed. */
export function renderStages({ path, problems, stages }: StagesReport): string {
  const lines = [visibleText(path)];
  for (const { line, message } of problems) lines.push(`  line ${line}: ${visibleText(message)}`);
  for (const stage of stages) lines.push("", ...renderStage(stage));
  return `${lines.join("\n")}\n`;
}

function renderStage({
  index,
  name,
  base,
  role,
  isReachable,
  takesFrom,
  steps,
  end,
}: StageReport): readonly string[] {
  const title = name === undefined ? `stage ${index}` : `stage ${index} ${visibleText(name)}`;
  const reach = isReachable ? role : `${role}, not needed by the target`;
  return [
    `${title}: on ${visibleText(base)}, ${reach}`,
    ...takesFrom.map((source) => `  takes from ${visibleText(source)}`),
    ...steps.flatMap(renderStep),
    ...renderEnd(end),
  ];
}

function renderStep({ line, instruction, environment, files, facts, notes }: StepReport): readonly string[] {
  return [
    `  line ${line} ${visibleText(instruction)}`,
    ...Object.entries(environment).map(([key, value]) => `    ${visibleText(key)}=${visibleText(value)}`),
    ...files.map(({ path, exists, kind, owner, mode, content }) => {
      const parts = [
        exists === "yes" ? kind : exists === "no" ? "removed" : `${kind}, maybe`,
        owner,
        mode,
        content,
      ];
      return `    ${visibleText(path)}  ${parts.filter((part) => part !== undefined).join(" ")}`;
    }),
    ...facts.map((fact) => `    ${visibleText(fact)}`),
    ...notes.map((note) => `    ${visibleText(note)}`),
  ];
}

function renderEnd({ workdir, user, shell, packages, users, isOpen }: StateReport): readonly string[] {
  const lines = [
    "  at the end",
    `    working directory ${visibleText(workdir ?? "as the base has it")}`,
    `    user ${visibleText(user === undefined ? "as the base has it" : user === "" ? "root" : user)}`,
  ];
  if (shell !== undefined) lines.push(`    shell ${visibleText(shell.join(" "))}`);
  const installed = Object.entries(packages).map(([name, known]) =>
    known === "yes" ? name : `${name} (${known})`,
  );
  if (installed.length > 0) lines.push(`    packages ${visibleText(installed.join(", "))}`);
  for (const [name, known] of Object.entries(users))
    lines.push(`    user ${visibleText(name)}: ${visibleText(known)}`);
  if (isOpen) lines.push("    something unknown ran");
  return lines;
}
