import { randomUUID } from "node:crypto";
import { PlimsollError } from "../base/index.ts";
import type { Host, HttpAnswer } from "../host/index.ts";
import { type CallResult, callProgram, engineError, lastLine } from "./call.ts";
import { field, numberOf, readJson, textOf } from "./json-view.ts";

/** A container to start. What is not given is as the engine does it by itself. */
export interface RunRequest {
  /** A name or a digest of an image in the engine's store; nothing is pulled. */
  readonly image: string;
  readonly arguments?: readonly string[];
  readonly entrypoint?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  /** Ports of the container, each published on a free loopback port. */
  readonly ports?: readonly number[];
  readonly network?: "host" | "none";
  /** Bytes. */
  readonly memory?: number;
  readonly cpus?: number;
  readonly processes?: number;
  readonly readOnly?: boolean;
  /** Folders that are in memory. */
  readonly tmpfs?: readonly string[];
  readonly dropCapabilities?: boolean;
  readonly noNewPrivileges?: boolean;
  /** Whether a small init process passes signals on and collects ended processes. */
  readonly init?: boolean;
}

/** What to wait for. */
export type ReadyWhen =
  | { readonly kind: "port"; readonly port: number }
  | { readonly kind: "http"; readonly port: number; readonly path: string }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "healthy" };

/** How a wait ended. */
export type Waited =
  | { readonly kind: "ready"; readonly seconds: number }
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "unhealthy" }
  | { readonly kind: "timeout" };

/** A process in a container. */
export interface ContainerProcess {
  /** Undefined where the engine tells a name alone. */
  readonly uid: number | undefined;
  readonly user: string;
  readonly command: string;
}

/** A path that a container's processes added, changed or deleted. */
export interface ContainerChange {
  readonly kind: "added" | "changed" | "deleted";
  readonly path: string;
}

/** How a container stopped. */
export interface Stopped {
  readonly seconds: number;
  /** The status of its first process: 137 where it had to be killed. */
  readonly status: number;
  readonly isKilled: boolean;
}

/** A container that was started. Whoever starts one removes it, whatever happens: see `withContainer`. */
export interface Container {
  /** Carries an identifier of this start, so that two at once never meet. */
  readonly name: string;
  /** The loopback port on which a port of the container is published. */
  publishedPort(port: number): number;
  waitFor(condition: ReadyWhen, milliseconds: number, signal?: AbortSignal): Promise<Waited>;
  /** Sends a GET to a published port. Throws `host/unreachable`. */
  probe(port: number, path: string, milliseconds?: number): Promise<HttpAnswer>;
  logs(): Promise<{ readonly output: string; readonly errors: string }>;
  /** Its processes now; the first one comes first. */
  processes(): Promise<readonly ContainerProcess[]>;
  changes(): Promise<readonly ContainerChange[]>;
  /** The status of its first process, or undefined while it runs. */
  exitStatus(): Promise<number | undefined>;
  /** Sends SIGTERM, and SIGKILL after `graceSeconds`. */
  stop(graceSeconds: number): Promise<Stopped>;
  /** Takes the container away, running or not; never throws. */
  remove(): Promise<void>;
}

const CALL_MILLISECONDS = 20_000;
const START_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 100;
const PROBE_MILLISECONDS = 2_000;
const PROBE_BYTES = 1024 * 1024;
const KILLED_STATUS = 137;

const CHANGES: ReadonlyMap<string, ContainerChange["kind"]> = new Map([
  ["A", "added"],
  ["C", "changed"],
  ["D", "deleted"],
]);

/** Starts a container for as long as `use` takes, and removes it however that ends. */
export async function withContainer<Value>(
  engine: { run(request: RunRequest, signal?: AbortSignal): Promise<Container> },
  request: RunRequest,
  use: (container: Container) => Promise<Value>,
  signal?: AbortSignal,
): Promise<Value> {
  const container = await engine.run(request, signal);
  // An interrupt ends what `use` waits for: its calls fail once the container is gone.
  const drop = (): void => void container.remove();
  signal?.addEventListener("abort", drop);
  try {
    return await use(container);
  } finally {
    signal?.removeEventListener("abort", drop);
    await container.remove();
  }
}

/** Starts a container with Docker's or podman's command line. Throws `engine/refused` where it does not start. */
export async function startContainer(
  host: Host,
  file: "docker" | "podman",
  request: RunRequest,
  signal?: AbortSignal,
): Promise<Container> {
  const container = new CliContainer(host, file, request);
  try {
    await container.start();
    if (isAborted(signal)) throw engineError("engine/refused", "the start of a container was canceled");
    return container;
  } catch (error) {
    await container.remove();
    throw error;
  }
}

/** Asked anew each time: it may have been aborted meanwhile. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

class CliContainer implements Container {
  readonly name = `plimsoll-${randomUUID().slice(0, 13)}`;
  readonly #host: Host;
  readonly #file: "docker" | "podman";
  readonly #request: RunRequest;
  readonly #ports = new Map<number, number>();

  constructor(host: Host, file: "docker" | "podman", request: RunRequest) {
    this.#host = host;
    this.#file = file;
    this.#request = request;
  }

  async start(): Promise<void> {
    await this.#must(
      ["run", "--detach", "--name", this.name, ...runFlags(this.#request)],
      START_MILLISECONDS,
    );
    for (const port of this.#request.ports ?? []) this.#ports.set(port, await this.#findPort(port));
  }

  publishedPort(port: number): number {
    return this.#ports.get(port) ?? port;
  }

  async waitFor(condition: ReadyWhen, milliseconds: number, signal?: AbortSignal): Promise<Waited> {
    const { clock } = this.#host;
    const started = clock.now();
    const passed = (): number => clock.now() - started;
    while (passed() < milliseconds && !isAborted(signal)) {
      const state = await this.#isReady(condition);
      if (state === "ready") return { kind: "ready", seconds: passed() / 1000 };
      if (state === "unhealthy") return { kind: "unhealthy" };
      const status = await this.exitStatus();
      if (status !== undefined) return { kind: "exited", status };
      await clock.sleep(PAUSE_MILLISECONDS, signal);
    }
    return { kind: "timeout" };
  }

  probe(port: number, path: string, milliseconds = PROBE_MILLISECONDS): Promise<HttpAnswer> {
    return this.#host.network.get(this.publishedPort(port), path, { milliseconds, bytes: PROBE_BYTES });
  }

  async logs(): Promise<{ readonly output: string; readonly errors: string }> {
    const { output, errors } = await this.#must(["logs", this.name]);
    return { output, errors };
  }

  async processes(): Promise<readonly ContainerProcess[]> {
    // podman has names of columns of its own, and its images need no `ps` for them.
    const columns = this.#file === "podman" ? ["pid", "user", "args"] : ["-eo", "pid,uid,args"];
    const { output } = await this.#must(["top", this.name, ...columns]);
    return output
      .split("\n")
      .slice(1)
      .flatMap((line): readonly ContainerProcess[] => {
        const match = /^\s*\d+\s+(\S+)\s+(.*\S)\s*$/.exec(line);
        if (match === null) return [];
        const [, user = "", command = ""] = match;
        const uid = /^\d+$/.test(user) ? Number(user) : user === "root" ? 0 : undefined;
        return [{ uid, user, command }];
      });
  }

  async changes(): Promise<readonly ContainerChange[]> {
    const { output } = await this.#must(["diff", this.name]);
    return output.split("\n").flatMap((line) => {
      const match = /^([ACD]) (.+)$/.exec(line);
      const kind = CHANGES.get(match?.[1] ?? "");
      return kind === undefined ? [] : [{ kind, path: match?.[2] ?? "" }];
    });
  }

  async exitStatus(): Promise<number | undefined> {
    const state = await this.#state();
    const isOver = ["exited", "stopped", "dead"].includes(textOf(state, "Status"));
    return isOver ? numberOf(state, "ExitCode") : undefined;
  }

  async stop(graceSeconds: number): Promise<Stopped> {
    const { clock } = this.#host;
    const started = clock.now();
    await this.#must(
      ["stop", "--time", String(graceSeconds), this.name],
      CALL_MILLISECONDS + graceSeconds * 1000,
    );
    const seconds = (clock.now() - started) / 1000;
    const status = (await this.exitStatus()) ?? KILLED_STATUS;
    return { seconds, status, isKilled: status === KILLED_STATUS && seconds >= graceSeconds };
  }

  async remove(): Promise<void> {
    try {
      await this.#call(["rm", "--force", "--volumes", this.name]);
    } catch (error) {
      // The engine is gone, and there is nobody left to ask.
      if (!(error instanceof PlimsollError)) throw error;
    }
  }

  async #isReady(condition: ReadyWhen): Promise<"ready" | "unhealthy" | "waiting"> {
    switch (condition.kind) {
      case "port": {
        const isOpen = await this.#host.network.whetherOpen(
          this.publishedPort(condition.port),
          PROBE_MILLISECONDS,
        );
        return isOpen ? "ready" : "waiting";
      }
      case "http":
        try {
          await this.probe(condition.port, condition.path);
          return "ready";
        } catch (error) {
          if (error instanceof PlimsollError) return "waiting";
          throw error;
        }
      case "log": {
        const { output, errors } = await this.logs();
        return output.includes(condition.text) || errors.includes(condition.text) ? "ready" : "waiting";
      }
      case "healthy":
        return this.#health();
    }
  }

  async #health(): Promise<"ready" | "unhealthy" | "waiting"> {
    if (this.#file === "podman") {
      // Without systemd nothing runs podman's health checks, so that they are asked for.
      const { end } = await this.#call(["healthcheck", "run", this.name]);
      return end.status === 0 ? "ready" : "waiting";
    }
    const health = textOf(field(await this.#state(), "Health"), "Status");
    return health === "healthy" ? "ready" : health === "unhealthy" ? "unhealthy" : "waiting";
  }

  async #state(): Promise<unknown> {
    const { output } = await this.#must([
      "inspect",
      "--type",
      "container",
      "--format",
      "{{json .State}}",
      this.name,
    ]);
    return readJson(output);
  }

  async #findPort(port: number): Promise<number> {
    if (this.#request.network === "host") return port;
    const { output } = await this.#must(["port", this.name, `${port}/tcp`]);
    const published = /:(\d+)\s*$/m.exec(output);
    if (published !== null) return Number(published[1]);
    const { errors } = await this.#must(["logs", this.name]);
    throw engineError(
      "engine/refused",
      `port ${port} is not published: ${lastLine(errors) || "the container ended"}`,
    );
  }

  #call(words: readonly string[], milliseconds = CALL_MILLISECONDS): Promise<CallResult> {
    return callProgram(this.#host, [this.#file, ...words], { milliseconds });
  }

  async #must(words: readonly string[], milliseconds = CALL_MILLISECONDS): Promise<CallResult> {
    const result = await this.#call(words, milliseconds);
    if (result.end.status === 0) return result;
    const what = `${this.#file} ${words[0]}`;
    if (result.end.isLate)
      throw engineError("engine/timeout", `${what} took more than ${milliseconds / 1000} s`);
    const said = lastLine(result.errors.replace(/\n?Run '.*--help' for more information\s*$/, ""));
    throw engineError("engine/refused", `${what}: ${said}`);
  }
}

function runFlags(request: RunRequest): readonly string[] {
  const { ports = [], tmpfs = [], environment = {} } = request;
  const value = (flag: string, given: number | string | undefined): readonly string[] =>
    given === undefined ? [] : [flag, String(given)];
  const only = (isWanted: boolean | undefined, ...words: readonly string[]): readonly string[] =>
    isWanted === true ? words : [];
  return [
    ...["--label", "dev.plimsoll.run=1", "--pull", "never"],
    ...(request.network === "host" ? [] : ports.flatMap((port) => ["--publish", `127.0.0.1::${port}`])),
    ...value("--network", request.network),
    ...value("--memory", request.memory),
    ...value("--cpus", request.cpus),
    ...value("--pids-limit", request.processes),
    ...value("--user", request.user),
    ...value("--entrypoint", request.entrypoint),
    ...only(request.readOnly, "--read-only"),
    ...tmpfs.flatMap((path) => ["--tmpfs", path]),
    ...only(request.dropCapabilities, "--cap-drop", "ALL"),
    ...only(request.noNewPrivileges, "--security-opt", "no-new-privileges"),
    ...only(request.init, "--init"),
    ...Object.entries(environment).flatMap(([name, text]) => ["--env", `${name}=${text}`]),
    request.image,
    ...(request.arguments ?? []),
  ];
}
