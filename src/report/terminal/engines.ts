import { visibleText } from "../visible-text.ts";
import { joinLines, wrapBehind } from "./prose.ts";
import { makeStyle, type Style } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/** An engine as it is listed. */
export interface EngineReport {
  readonly name: string;
  readonly builder: string | undefined;
  readonly version: string | undefined;
  readonly state: "ready" | "silent" | "missing";
  readonly reason: string | undefined;
  readonly isChosen: boolean;
  readonly features: readonly {
    readonly name: string;
    readonly title: string;
    readonly whether: "yes" | "no" | "maybe";
    readonly reason?: string;
  }[];
}

/** The engines there are, what each can do, and why others cannot be used. */
export function renderEngines(
  engines: readonly EngineReport[],
  options: Pick<TerminalOptions, "color" | "unicode" | "columns">,
): string {
  const style = makeStyle(options);
  const chosen = engines.find(({ isChosen }) => isChosen);
  const end =
    chosen === undefined
      ? "No engine can be used: start one, or install Docker, BuildKit, podman or buildah."
      : `plimsoll build uses ${visibleText(chosen.name)}; --engine NAME chooses another.`;
  return joinLines([...engines.flatMap((engine) => [...renderEngine(engine, style), ""]), end]);
}

function renderEngine(
  { name, builder, version, state, reason, features }: EngineReport,
  style: Style,
): readonly string[] {
  const { paint, marks, proseColumns } = style;
  const mark = {
    ready: paint("good", marks.status.kept),
    silent: paint("error", marks.status.broken),
    missing: "-",
  }[state];
  const parts = [version, builder === undefined ? undefined : `builder ${builder}`];
  const about = parts
    .filter((part) => part !== undefined && part !== "")
    .map((part) => visibleText(part ?? ""));
  const head = `${mark} ${paint("strong", visibleText(name))}${about.length === 0 ? "" : `  ${about.join(", ")}`}`;
  if (reason !== undefined) {
    const lead = state === "missing" ? "    not there: " : "    cannot be used: ";
    return [head, ...wrapBehind(lead, visibleText(reason), proseColumns)];
  }
  const titles = (whether: string): string =>
    features
      .filter((feature) => feature.whether === whether)
      .map(({ title }) => title)
      .join(", ");
  const [can, unclear] = [titles("yes"), titles("maybe")];
  return [
    head,
    ...(can === "" ? [] : wrapBehind("    can: ", can, proseColumns)),
    ...(unclear === "" ? [] : wrapBehind("    may: ", unclear, proseColumns)),
    ...features
      .filter(({ whether }) => whether === "no")
      .flatMap(({ title, reason: why = "" }) =>
        wrapBehind("    lacks: ", `${title}: ${visibleText(why)}`, proseColumns),
      ),
  ];
}
