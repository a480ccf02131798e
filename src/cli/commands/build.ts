import {
  type BuildImageEvent,
  type BuildImageRequest,
  type BuildImageResult,
  buildImage,
  loadRulePages,
} from "../../app/index.ts";
import type { Host } from "../../host/index.ts";
import {
  type BuildProgress,
  type BuildReporting,
  type BuildReportOptions,
  firstSentence,
  loadBuildReport,
} from "../../report/index.ts";
import { wantsColor } from "../color.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { version } from "../generated/version.ts";
import { readOptions } from "../read-options.ts";

const OPTIONS = {
  tag: "list",
  file: "string",
  target: "string",
  platform: "list",
  buildArg: "list",
  secret: "list",
  ssh: "list",
  label: "list",
  buildContext: "list",
  cacheFrom: "list",
  cacheTo: "list",
  push: "boolean",
  output: "string",
  provenance: "string",
  sbom: "boolean",
  cache: "boolean",
  pull: "boolean",
  check: "boolean",
  engine: "string",
  builder: "string",
  format: "string",
  color: "string",
} as const;

/** How often the display on a terminal is drawn. */
const TICK_MILLISECONDS = 100;

/** `build`: checks a Dockerfile, builds it with an engine that is there, and says what came out. */
export async function runBuild(host: Host, folder: string, given: unknown): Promise<ExitStatus> {
  const options = readOptions(given, OPTIONS);
  const request: BuildImageRequest = {
    folder,
    file: options.file,
    names: options.tag,
    target: options.target,
    platforms: options.platform,
    buildArguments: options.buildArg,
    secrets: options.secret,
    ssh: options.ssh,
    labels: options.label,
    contexts: options.buildContext,
    cacheFrom: options.cacheFrom,
    cacheTo: options.cacheTo,
    push: options.push,
    output: options.output,
    provenance: options.provenance,
    sbom: options.sbom,
    noCache: !options.cache,
    pull: options.pull,
    engine: options.engine,
    builder: options.builder,
    isChecked: options.check,
  };
  const isJson = options.format === "json";
  const reporting = await loadBuildReport();
  const view = new BuildView(host, reporting, options.color, isJson);
  const interrupt = new AbortController();
  const stopListening = host.onInterrupt(() => {
    view.say("plimsoll: interrupted; waiting for the engine to stop its work\n");
    interrupt.abort();
  });
  try {
    const result = await buildImage(host, request, (event) => view.event(event), interrupt.signal);
    view.end();
    host.output.write(isJson ? view.json(result, request) : await view.text(result, request));
    return STATUS[result.kind];
  } finally {
    view.end();
    stopListening();
  }
}

const STATUS: Readonly<Record<BuildImageResult["kind"], ExitStatus>> = {
  built: EXIT.fine,
  stopped: EXIT.findings,
  failed: EXIT.findings,
  // The engine that was chosen is not the one for this file.
  lacking: EXIT.usage,
  canceled: EXIT.outside,
};

/** What is shown while a build goes on: on standard error, as the result goes to standard output. */
class BuildView {
  readonly #host: Host;
  readonly #reporting: BuildReporting;
  readonly #when: string | undefined;
  readonly #progress: BuildProgress;
  readonly #options: BuildReportOptions;
  readonly #ticking = new AbortController();
  #plan: Extract<BuildImageEvent, { readonly kind: "engine" }> | undefined;
  #isEnded = false;

  constructor(host: Host, reporting: BuildReporting, when: string | undefined, isJson: boolean) {
    const { errors, environment } = host;
    this.#host = host;
    this.#reporting = reporting;
    this.#when = when;
    const color = wantsColor(when, errors, environment);
    this.#options = { color, columns: errors.columns };
    // A dumb terminal has no way back to a line above.
    const isLive = errors.isTerminal && environment.TERM !== "dumb" && !isJson;
    this.#progress = new reporting.BuildProgress({ color, columns: errors.columns, isLive });
    if (isLive) void this.#tick();
  }

  event(event: BuildImageEvent): void {
    switch (event.kind) {
      case "checked":
        this.#write(this.#reporting.renderCheckedLine(event.file) ?? "");
        break;
      case "engine":
        this.#plan = event;
        this.#write(this.#reporting.renderBuildPlan(event, this.#options));
        break;
      case "progress":
        this.#write(this.#progress.event(event.event, this.#host.clock.now()));
        break;
    }
  }

  /** Says something between the lines of the display. */
  say(text: string): void {
    this.#write(this.#progress.end() + text);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#ticking.abort();
    this.#write(this.#progress.end());
  }

  async text(result: BuildImageResult, { names }: BuildImageRequest): Promise<string> {
    const { output, environment } = this.#host;
    const page = await loadRulePages();
    const options: BuildReportOptions = {
      color: wantsColor(this.#when, output, environment),
      columns: output.columns,
      why: (rule) => firstSentence(page(rule) ?? ""),
    };
    switch (result.kind) {
      case "built":
        return this.#reporting.renderBuiltImage({ ...result, names }, options);
      case "stopped":
        return this.#reporting.renderStoppedBuild(result, options);
      case "lacking":
        return this.#reporting.renderLacking(result, options);
      case "failed":
        return this.#reporting.renderFailedBuild(result, options);
      case "canceled":
        return "Not built: it was interrupted. The engine has stopped, and nothing is left behind.\n";
    }
  }

  json(result: BuildImageResult, { names }: BuildImageRequest): string {
    const plan = this.#plan;
    const engine =
      plan === undefined ? undefined : { name: plan.name, version: plan.version, builder: plan.builder };
    return this.#reporting.renderBuildJson({
      toolVersion: version,
      names,
      engine,
      commands: plan?.commands ?? [],
      result,
    });
  }

  async #tick(): Promise<void> {
    const { signal } = this.#ticking;
    while (!signal.aborted) {
      await this.#host.clock.sleep(TICK_MILLISECONDS, signal);
      if (!signal.aborted) this.#write(this.#progress.tick(this.#host.clock.now()));
    }
  }

  #write(text: string): void {
    if (text !== "") this.#host.errors.write(text);
  }
}
