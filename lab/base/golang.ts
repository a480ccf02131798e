import type { BaseImage } from "./kit/definition.ts";

const BIN = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const PACKAGES = "g++ gcc libc6-dev make pkg-config";
const SUITES = ["trixie", "bookworm"] as const;

/** Go's images. The toolchain is this machine's own. */
export const bases: readonly BaseImage[] = SUITES.map((suite) => ({
  names: tagsOf(suite),
  group: "golang",
  needs: [`buildpack-deps:${suite}-scm`],
  made: `This machine's own Go on the stand-in for buildpack-deps:${suite}-scm; 1 and latest are older than the original's.`,
  async make(kit) {
    const root = (await kit.run("go", ["env", "GOROOT"])).trim();
    const version = (await kit.run("go", ["env", "GOVERSION"])).trim().replace(/^go/, "");
    if (!version.startsWith("1.26."))
      throw new Error(`golang:1.26 is made of Go 1.26, and this machine has ${version}`);
    await kit.build({
      contexts: { goroot: root },
      dockerfile: `FROM buildpack-deps:${suite}-scm
RUN apt-get update && apt-get install -y --no-install-recommends ${PACKAGES} && rm -rf /var/lib/apt/lists/*
ENV GOLANG_VERSION=${version} GOTOOLCHAIN=local GOPATH=/go
ENV PATH=/go/bin:/usr/local/go/bin:${BIN}
COPY --from=goroot . /usr/local/go
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go && go version
WORKDIR /go
`,
    });
  },
}));

function tagsOf(suite: string): readonly string[] {
  const versions = ["1.26", "1"];
  const long = [...versions.map((version) => `${version}-${suite}`), suite];
  return (suite === SUITES[0] ? [...versions, "latest", ...long] : long).map((tag) => `golang:${tag}`);
}
