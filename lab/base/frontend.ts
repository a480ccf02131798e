import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { BaseImage } from "./kit/definition.ts";

const PROGRAM = "dockerfile-frontend";
const CAPABILITIES = ["inputs", "subrequests", "contexts"].map((name) => `moby.buildkit.frontend.${name}`);

/** The Dockerfile frontend, which `# syntax=docker/dockerfile:1` asks for. */
export const bases: readonly BaseImage[] = [
  {
    names: ["docker/dockerfile:1", "docker/dockerfile:latest"],
    group: "frontend",
    needs: [],
    part: "buildkit",
    sources: ["buildkit/go.mod", "buildkit/go.sum"],
    made: "BuildKit's own frontend, built from its module by the lab beside buildkitd; the version is that of the lab's BuildKit.",
    async make(kit) {
      const program = kit.findProgram(PROGRAM);
      if (program === undefined) {
        throw new Error(
          `docker/dockerfile:1 is made of ${PROGRAM}, which comes with the lab's BuildKit: npm run lab up buildkit`,
        );
      }
      await copyFile(program, join(kit.scratch, PROGRAM));
      await kit.build({
        context: kit.scratch,
        dockerfile: `FROM scratch
COPY --chmod=755 ${PROGRAM} /bin/${PROGRAM}
LABEL moby.buildkit.frontend.network.none=true moby.buildkit.frontend.caps=${CAPABILITIES.join(",")}
ENTRYPOINT ["/bin/${PROGRAM}"]
`,
      });
    },
  },
];
