import { displayText, type Finding, type Severity, type Span } from "../../base/index.ts";
import type { BuildFailure, BuiltImage } from "../../engine/index.ts";
import type { CheckedFile } from "../../playbook/index.ts";
import { LineIndex, type Place } from "../place.ts";

/** What `plimsoll build --format json` prints; `schemas/build.v1.schema.json` describes it. */
export interface BuildReport {
  readonly version: 1;
  readonly tool: { readonly name: "plimsoll"; readonly version: string };
  readonly outcome: "built" | "stopped" | "lacking" | "failed" | "canceled";
  readonly dockerfile: string;
  readonly names: readonly string[];
  /** Null where none was chosen. */
  readonly engine: {
    readonly name: string;
    readonly version: string;
    readonly builder: string | null;
  } | null;
  /** What was run, of each secret its id alone. */
  readonly commands: readonly (readonly string[])[];
  readonly seconds?: number;
  readonly steps?: number;
  readonly cachedSteps?: number;
  readonly image?: {
    readonly digest: string | null;
    readonly platforms: readonly string[];
    readonly diskBytes: number | null;
    readonly compressedBytes: number | null;
    readonly layerCount: number | null;
    readonly layers: readonly {
      readonly madeBy: string;
      readonly bytes: number | null;
      readonly compressedBytes: number | null;
    }[];
  };
  readonly archiveBytes?: number;
  readonly budget?: { readonly stack: string; readonly bytes: number };
  readonly failure?: {
    readonly message: string;
    readonly step: string | null;
    readonly log: readonly string[];
    readonly place: Place | null;
  };
  readonly lacking?: readonly {
    readonly what: string;
    readonly place: Place | null;
    readonly reason: string;
    readonly hint: string;
  }[];
  /** Those that stopped the build, or lie at the step that failed. */
  readonly findings: readonly (Place & {
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
  })[];
}

/** How a build ended, as it is to be reported. */
export interface BuildReportInput {
  readonly toolVersion: string;
  readonly names: readonly string[];
  readonly engine:
    | { readonly name: string; readonly version: string; readonly builder: string | undefined }
    | undefined;
  readonly commands: readonly (readonly string[])[];
  readonly result: {
    readonly kind: BuildReport["outcome"];
    readonly file: CheckedFile;
    readonly seconds?: number;
    readonly steps?: number;
    readonly cachedSteps?: number;
    readonly image?: BuiltImage;
    readonly archiveBytes?: number | undefined;
    readonly budget?: { readonly stack: string; readonly bytes: number } | undefined;
    readonly failure?: BuildFailure;
    readonly place?: Span | undefined;
    readonly lacking?: readonly {
      readonly title: string;
      readonly span: Span | undefined;
      readonly reason: string;
      readonly hint: string;
    }[];
    readonly findings?: readonly Finding[];
    readonly errors?: readonly Finding[];
  };
}

/** A build in the published format, as text that ends with a line feed. */
export function renderBuildJson(input: BuildReportInput): string {
  const clean = (_: string, value: unknown): unknown =>
    typeof value === "string" ? displayText(value) : value;
  return `${JSON.stringify(shapeBuild(input), clean, 2)}\n`;
}

function shapeBuild({ toolVersion, names, engine, commands, result }: BuildReportInput): BuildReport {
  const { kind, file, seconds, steps, cachedSteps, image, archiveBytes, budget, failure, lacking } = result;
  const lines = new LineIndex(file.text);
  const place = (span: Span | undefined): Place | null => (span === undefined ? null : lines.place(span));
  const findings = [...(result.errors ?? []), ...(result.findings ?? [])];
  return {
    version: 1,
    tool: { name: "plimsoll", version: toolVersion },
    outcome: kind,
    dockerfile: file.path,
    names,
    engine: engine === undefined ? null : { ...engine, builder: engine.builder ?? null },
    commands,
    ...(seconds === undefined ? {} : { seconds }),
    ...(steps === undefined ? {} : { steps }),
    ...(cachedSteps === undefined ? {} : { cachedSteps }),
    ...(image === undefined ? {} : { image: shapeImage(image) }),
    ...(archiveBytes === undefined ? {} : { archiveBytes }),
    ...(budget === undefined ? {} : { budget }),
    ...(failure === undefined ? {} : { failure: shapeFailure(failure, place(result.place)) }),
    ...(lacking === undefined
      ? {}
      : {
          lacking: lacking.map(({ title, span, reason, hint }) => ({
            what: title,
            place: place(span),
            reason,
            hint,
          })),
        }),
    findings: findings.map(({ rule, severity, message, span }) => ({
      rule,
      severity,
      message,
      ...lines.place(span),
    })),
  };
}

function shapeFailure(
  { message, step, log }: BuildFailure,
  place: Place | null,
): NonNullable<BuildReport["failure"]> {
  return { message, step: step?.name ?? null, log, place };
}

function shapeImage(image: BuiltImage): NonNullable<BuildReport["image"]> {
  return {
    digest: image.digest ?? null,
    platforms: image.platforms,
    diskBytes: image.diskBytes ?? null,
    compressedBytes: image.compressedBytes ?? null,
    layerCount: image.layerCount ?? null,
    layers: image.layers.map(({ madeBy, bytes, compressed }) => ({
      madeBy,
      bytes: bytes ?? null,
      compressedBytes: compressed ?? null,
    })),
  };
}
