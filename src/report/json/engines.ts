import { displayText } from "../../base/index.ts";
import type { EngineReport } from "../terminal/engines.ts";

/** What `plimsoll engines --format json` prints; `schemas/engines.v1.schema.json` describes it. */
export interface EnginesReport {
  readonly version: 1;
  readonly tool: { readonly name: "plimsoll"; readonly version: string };
  readonly engines: readonly {
    readonly name: string;
    readonly builder: string | null;
    readonly version: string | null;
    readonly state: EngineReport["state"];
    readonly reason: string | null;
    readonly isChosen: boolean;
    readonly features: readonly {
      readonly name: string;
      readonly title: string;
      readonly whether: "yes" | "no" | "maybe";
      readonly reason: string | null;
    }[];
  }[];
}

/** Engines in the published format, as text that ends with a line feed. */
export function renderEnginesJson(toolVersion: string, engines: readonly EngineReport[]): string {
  const report: EnginesReport = {
    version: 1,
    tool: { name: "plimsoll", version: toolVersion },
    engines: engines.map(({ name, builder, version, state, reason, isChosen, features }) => ({
      ...{
        name,
        builder: builder ?? null,
        version: version ?? null,
        state,
        reason: reason ?? null,
        isChosen,
      },
      features: features.map((feature) => ({
        ...{ name: feature.name, title: feature.title, whether: feature.whether },
        reason: feature.reason ?? null,
      })),
    })),
  };
  const clean = (_: string, value: unknown): unknown =>
    typeof value === "string" ? displayText(value) : value;
  return `${JSON.stringify(report, clean, 2)}\n`;
}
