import type { Host } from "../host/index.ts";
import type { CommandWords } from "./call.ts";
import { callProgram, lastLine } from "./call.ts";
import { missingReason } from "./detect-buildctl.ts";
import type { FoundEngine } from "./engine.ts";
import { allBut, type Features, type Support, since } from "./features.ts";
import { readJson, textOf } from "./json-view.ts";
import { createPodmanEngine } from "./podman.ts";
import { DETECT_MILLISECONDS, lateOr } from "./probe-program.ts";

/** Looks for podman or buildah; asking for their information opens their store, which fails where a build would. */
export async function findPodman(host: Host, kind: "podman" | "buildah"): Promise<readonly FoundEngine[]> {
  const options = { milliseconds: DETECT_MILLISECONDS };
  const about: CommandWords =
    kind === "podman" ? ["podman", "info", "--format", "json"] : ["buildah", "info"];
  const versions: CommandWords = [kind, "--version"];
  try {
    const [asked, printed] = await Promise.all([
      callProgram(host, about, options),
      callProgram(host, versions, options),
    ]);
    const version = /\d+\.\d+\S*/.exec(printed.output)?.[0] ?? "";
    const information = readJson(asked.output);
    if (asked.end.status !== 0 || information === undefined) {
      const reason = lateOr(asked, lastLine(asked.errors) || "it tells nothing of itself");
      return [{ kind: "silent", engine: kind, builder: undefined, version, reason }];
    }
    const buildah = kind === "buildah" ? version : textOf(information, "host", "buildahVersion");
    const shown = kind === "buildah" || buildah === "" ? version : `${version}, buildah ${buildah}`;
    const engine = createPodmanEngine(host, {
      kind,
      version: shown,
      features: podmanFeatures(kind, buildah),
    });
    return [{ kind: "ready", engine }];
  } catch (error) {
    return [{ kind: "missing", engine: kind, reason: missingReason(error, kind) }];
  }
}

function podmanFeatures(kind: "podman" | "buildah", buildah: string): Features {
  const attestations: Support = {
    whether: "no",
    reason: "buildah writes no attestations",
    hint: "build with BuildKit, or attest the image after it was pushed",
  };
  const mount = since(buildah, "1.24.0", "buildah");
  return allBut({
    "cache-mount": mount,
    "bind-mount": mount,
    "secret-mount": since(buildah, "1.22.0", "buildah"),
    "ssh-mount": since(buildah, "1.22.0", "buildah"),
    // Asked for while 1.28 was current (buildah's issue 4309); 1.28.2 refuses them.
    "relative-mount": since(buildah, "1.29.0", "buildah"),
    heredoc: since(buildah, "1.33.0", "buildah"),
    link: since(buildah, "1.41.0", "buildah"),
    "cache-export": since(buildah, "1.28.0", "buildah"),
    provenance: attestations,
    sbom: attestations,
    ...(kind === "podman" ? {} : { run: { whether: "no", reason: "buildah runs no containers" } }),
  });
}
