import type { Host } from "../host/index.ts";
import { createBuildctlEngine } from "./buildctl.ts";
import type { CommandWords } from "./call.ts";
import { callProgram, lastLine } from "./call.ts";
import type { FoundEngine } from "./engine.ts";
import { allBut, type Support, since } from "./features.ts";
import { readJson, textOf } from "./json-view.ts";
import { DETECT_MILLISECONDS, lateOr } from "./probe-program.ts";

const HEREDOC = "0.10.0";
const ATTESTATIONS = "0.11.0";

/** Looks for a BuildKit daemon that `buildctl` reaches. */
export async function findBuildctl(host: Host, address: string | undefined): Promise<readonly FoundEngine[]> {
  const options = { milliseconds: DETECT_MILLISECONDS };
  const client: CommandWords = ["buildctl", "--version"];
  const at = address === undefined ? [] : ["--addr", address];
  const workers: CommandWords = ["buildctl", ...at, "debug", "workers", "--format", "{{json .}}"];
  let version: string;
  try {
    version = /v\d\S*/.exec((await callProgram(host, client, options)).output)?.[0] ?? "";
  } catch (error) {
    const reason = missingReason(error, "buildctl");
    return [{ kind: "missing", engine: "buildctl", reason }];
  }
  const builder = address ?? host.environment.BUILDKIT_HOST;
  const asked = await callProgram(host, workers, options);
  const [worker] = [readJson(asked.output)].flat();
  if (asked.end.status !== 0 || worker === undefined) {
    const reason = lateOr(asked, lastLine(asked.errors) || "no worker answers");
    return [{ kind: "silent", engine: "buildctl", builder, version, reason }];
  }
  const daemon = textOf(worker, "buildkitVersion", "version") || version;
  const frontend = since(daemon, HEREDOC, "BuildKit");
  const attestations = since(daemon, ATTESTATIONS, "BuildKit");
  const features = allBut({
    heredoc: frontend,
    link: frontend,
    provenance: attestations,
    sbom: attestations,
    store: NO_STORE,
    run: { whether: "no", reason: "BuildKit runs no containers" },
  });
  return [
    {
      kind: "ready",
      engine: createBuildctlEngine(host, { version: `BuildKit ${daemon}`, builder, features }),
    },
  ];
}

const NO_STORE: Support = {
  whether: "no",
  reason: "BuildKit keeps no images that can be used",
  hint: "write the image somewhere: --output type=oci,dest=image.tar, or --push",
};

/** Why a program that was to be asked is not there. Throws what is no `host/program-…` error. */
export function missingReason(error: unknown, program: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "host/program-missing") return `the program ${program} is not installed`;
  if (code === "host/program-not-started" && error instanceof Error) return error.message;
  throw error;
}
