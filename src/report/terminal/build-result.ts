import type { Finding, Span } from "../../base/index.ts";
import type { BuildFailure, BuiltImage } from "../../engine/index.ts";
import { type CheckedFile, hideValues, secretValues } from "../../playbook/index.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { LineIndex } from "../place.ts";
import { visibleText } from "../visible-text.ts";
import { showBytes, showSeconds } from "./bytes.ts";
import { groupFindings, renderGroup } from "./finding-group.ts";
import { renderPlace } from "./place-lines.ts";
import { countOf, joinLines, showMessage, wrapBehind } from "./prose.ts";
import { makeStyle, type Style } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/** What a terminal needs to be told of a build's end. */
export type BuildReportOptions = Pick<TerminalOptions, "color" | "unicode" | "columns" | "why">;

/** An image that was built. */
export interface BuiltReport {
  readonly names: readonly string[];
  readonly image: BuiltImage;
  readonly seconds: number;
  readonly steps: number;
  readonly cachedSteps: number;
  readonly budget: { readonly stack: string; readonly bytes: number } | undefined;
  readonly archiveBytes: number | undefined;
}

/** A build that gave no image. */
export interface FailedReport {
  readonly file: CheckedFile;
  readonly failure: BuildFailure;
  readonly seconds: number;
  readonly place: Span | undefined;
  readonly findings: readonly Finding[];
}

/** What an engine lacks for a build. */
export interface LackingReport {
  readonly file: CheckedFile;
  readonly engine: string;
  readonly lacking: readonly {
    readonly title: string;
    readonly span: Span | undefined;
    readonly reason: string;
    readonly hint: string;
  }[];
}

/** Layers of a built image that are named: the largest. */
const LAYERS_SHOWN = 5;

/** What is about to be run: the engine and its command lines, of secrets their names alone. */
export function renderBuildPlan(
  plan: {
    readonly name: string;
    readonly version: string;
    readonly builder: string | undefined;
    readonly commands: readonly (readonly string[])[];
  },
  options: BuildReportOptions,
): string {
  const { paint } = makeStyle(options);
  const builder = plan.builder === undefined ? "" : `, builder ${visibleText(plan.builder)}`;
  return joinLines([
    `Building with ${visibleText(plan.name)} ${visibleText(plan.version)}${builder}:`,
    ...plan.commands.map((words) => `  ${paint("code", words.map(quoteWord).join(" "))}`),
  ]);
}

/** What a check before a build found, in one line; undefined where that is nothing. */
export function renderCheckedLine({ findings, path }: CheckedFile): string | undefined {
  if (findings.length === 0) return undefined;
  const counts = (["error", "warning"] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [countOf(count, severity)];
  });
  if (counts.length === 0) return undefined;
  return `Checked ${visibleText(path)}: ${counts.join(" and ")}; plimsoll check ${quoteWord(path)} shows them.\n`;
}

/** The findings that stop a build. */
export function renderStoppedBuild(
  { file, errors }: { readonly file: CheckedFile; readonly errors: readonly Finding[] },
  options: BuildReportOptions,
): string {
  const style = makeStyle(options);
  const count = countOf(errors.length, "error");
  return joinLines([
    ...renderFindings(file, errors, options, style),
    `Not built: the check found ${count}. Mend ${errors.length === 1 ? "it" : "them"}, or build all the same with --no-check.`,
  ]);
}

/** Why an engine is not asked to build at all. */
export function renderLacking({ file, engine, lacking }: LackingReport, options: BuildReportOptions): string {
  const style = makeStyle(options);
  const lines = new LineIndex(hideSecrets(file.text, file.secrets));
  const shown = lacking.flatMap(({ title, span, reason, hint }) => {
    const head = `${style.paint("error", "error:")} ${style.paint("strong", `${engine} lacks ${title}`)}`;
    const place =
      span === undefined ? undefined : renderPlace({ path: file.path, lines, span, tone: "error" }, style);
    const gutter = place?.gutter ?? "";
    return [
      head,
      ...(place?.lines ?? []),
      ...wrapBehind(`${gutter} = why: `, showMessage(reason), style.proseColumns),
      ...wrapBehind(`${gutter} = help: `, showMessage(hint), style.proseColumns),
      "",
    ];
  });
  return joinLines([...shown, "Not built: nothing was run."]);
}

/** A build that failed: what the engine says, the place, what the step printed last, and our findings there. */
export function renderFailedBuild(report: FailedReport, options: BuildReportOptions): string {
  const { file, failure, place, findings, seconds } = report;
  const style = makeStyle(options);
  const lines = new LineIndex(hideSecrets(file.text, file.secrets));
  const shown =
    place === undefined
      ? undefined
      : renderPlace({ path: file.path, lines, span: place, tone: "error" }, style);
  const values = secretValues(file.text, file.secrets);
  const title = `${style.paint("error", "error:")} ${style.paint("strong", showMessage(hideValues(failure.message, values)))}`;
  const log = failure.log.map((line) => `    ${visibleText(hideValues(line, values))}`);
  const step = failure.step === undefined ? [] : [`  failed step: ${visibleText(failure.step.name)}`];
  return joinLines([
    title,
    ...(shown?.lines ?? step),
    ...(log.length === 0 ? [] : ["", "  the step's last lines:", ...log]),
    "",
    ...(findings.length === 0
      ? []
      : [
          style.paint("strong", "The check says of this instruction:"),
          "",
          ...renderFindings(file, findings, options, style),
        ]),
    `The build failed after ${showSeconds(seconds)}.`,
  ]);
}

/** An image that was built: size, layers, digest, time, cached steps, and its size budget. */
export function renderBuiltImage(report: BuiltReport, options: BuildReportOptions): string {
  const style = makeStyle(options);
  const { image, names, seconds, steps, cachedSteps, archiveBytes } = report;
  const name = names.length === 0 ? "an image" : names.map(visibleText).join(", ");
  const platforms = image.platforms.length < 2 ? "" : ` for ${image.platforms.map(visibleText).join(", ")}`;
  const row = (title: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [`  ${title.padEnd(10)}${text}`];
  return joinLines([
    `${style.paint("good", "Built")} ${style.paint("strong", name)}${platforms} in ${showSeconds(seconds)}`,
    ...row("digest", image.digest === undefined ? undefined : visibleText(image.digest)),
    ...row("size", showSizes(image, archiveBytes)),
    ...row("steps", steps === 0 ? undefined : `${steps}, ${cachedSteps} of them cached`),
    ...row("layers", image.layerCount === undefined ? undefined : String(image.layerCount)),
    ...renderLayers(image, style),
    ...row("budget", showBudget(report, style)),
  ]);
}

function renderFindings(
  file: CheckedFile,
  findings: readonly Finding[],
  { why = () => undefined }: BuildReportOptions,
  style: Style,
): readonly string[] {
  const lines = new LineIndex(hideSecrets(file.text, file.secrets));
  return groupFindings(findings).flatMap((group) =>
    renderGroup(group, { path: file.path, lines, style, why }),
  );
}

function showSizes({ diskBytes, compressedBytes }: BuiltImage, archiveBytes: number | undefined): string {
  const parts = [
    ...(compressedBytes === undefined ? [] : [`${showBytes(compressedBytes)} compressed`]),
    ...(diskBytes === undefined ? [] : [`${showBytes(diskBytes)} on disk`]),
    ...(archiveBytes === undefined ? [] : [`${showBytes(archiveBytes)} in the archive`]),
  ];
  return parts.length === 0 ? "not told by the engine" : parts.join(", ");
}

function renderLayers({ layers }: BuiltImage, style: Style): readonly string[] {
  const sized = layers.map((layer) => ({ ...layer, size: layer.bytes ?? layer.compressed ?? 0 }));
  const largest = sized.toSorted((a, b) => b.size - a.size).slice(0, LAYERS_SHOWN);
  return largest.map(({ size, madeBy }) => {
    const text = visibleText(madeBy.replace(/^\/bin\/sh -c (?:#\(nop\) +)?/, "").replace(/ # buildkit$/, ""));
    const line = `  ${" ".repeat(10)}${showBytes(size).padStart(8)}  ${text === "" ? "the base's" : text}`;
    return line.length < style.columns ? line : `${line.slice(0, style.columns - 2)}${style.marks.ellipsis}`;
  });
}

function showBudget({ budget, image }: BuiltReport, { paint }: Style): string | undefined {
  const size = image.diskBytes ?? image.compressedBytes;
  if (budget === undefined || size === undefined) return undefined;
  const target = `${showBytes(budget.bytes)} for ${budget.stack}`;
  const share = (size / budget.bytes).toFixed(1);
  return size <= budget.bytes
    ? `${paint("good", "kept")}, ${target}`
    : `${paint("warning", `${share} times`)} ${target}`;
}

/** A word as one would type it: in quotes where a shell would take it apart. */
function quoteWord(word: string): string {
  const shown = visibleText(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
