import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadBaseImages } from "../../base-image/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../../stage/index.ts";
import { runsThatRead } from "./cache-readers.ts";

const bases = await loadBaseImages();

/** How many RUNs have to share a cache mount, as one of the stages sees it; none where somebody else would miss it. */
function checkReaders(
  manager: "go" | "cargo" | "maven",
  lines: readonly string[],
  expected: number | undefined,
  at = 0,
) {
  const [base, folder] = {
    go: ["golang:1.25", "/go/pkg/mod"],
    cargo: ["rust:1.90", "/usr/local/cargo/registry"],
    maven: ["maven:3.9-eclipse-temurin-21", "/root/.m2/repository"],
  }[manager];
  const text = `FROM ${base} AS build\nWORKDIR /src\n${lines.join("\n")}\n`;
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text), { bases });
  const stage = evaluated.stages[at];
  assert.ok(stage !== undefined && folder !== undefined);
  assert.equal(runsThatRead(manager, folder, stage, evaluated)?.length, expected);
}

describe("RUNs that read downloads where they lie", () => {
  it("are all that build, whatever stands between them", () => {
    checkReaders("go", ["RUN go mod download", "RUN go version", "RUN CGO_ENABLED=0 go build ./..."], 2);
    checkReaders("cargo", ["RUN cargo fetch", "RUN ls", "RUN cargo test", "RUN cargo clean"], 2);
    checkReaders("maven", ["RUN mvn dependency:resolve", "RUN ./mvnw package"], 2);
  });

  it("are those of stages above as well", () => {
    checkReaders("cargo", ["RUN cargo fetch", "FROM build", "RUN cargo build"], 2);
  });

  it("are those of stages below as well, whose layer a mount would hide, but not of tools that are installed", () => {
    const lines = [
      "RUN cargo install cargo-chef",
      "FROM build AS deps",
      "RUN cargo fetch",
      "FROM deps",
      "RUN cargo build",
    ];
    checkReaders("cargo", lines, 2);
    checkReaders("cargo", lines, 2, 2);
    checkReaders("go", ["RUN go install example.org/tool@v1.2.3", "RUN go install ./..."], 1);
  });

  it("are of no use where a script or make may call the tool unseen", () => {
    checkReaders("go", ["RUN go mod download", "RUN make build"], undefined);
    checkReaders("go", ["RUN go mod download", "COPY . .", "RUN ./build.sh"], undefined);
    checkReaders("maven", ["RUN mvn dependency:resolve && ./other.sh"], 1);
  });

  it("are of no use where a build is not to fetch what is missing", () => {
    checkReaders("cargo", ["RUN cargo fetch", "RUN cargo build --offline"], undefined);
    checkReaders("cargo", ["RUN cargo fetch", "ENV CARGO_NET_OFFLINE=true", "RUN cargo build"], undefined);
    checkReaders("maven", ["RUN mvn dependency:go-offline", "RUN mvn -o package"], undefined);
    checkReaders("go", ["RUN go mod download", "RUN --network=none go build"], undefined);
    checkReaders("go", ["RUN go mod download", "RUN GOPROXY=off go build"], undefined);
  });

  it("are of no use where a container, a copy or another stage looks into the folder", () => {
    checkReaders("go", ["RUN go mod download", 'CMD ["go", "run", "."]'], undefined);
    checkReaders("maven", ["RUN mvn package", "CMD mvn spring-boot:run"], undefined);
    checkReaders(
      "go",
      ["RUN go mod download", "FROM scratch", "COPY --from=build /go/pkg /go/pkg"],
      undefined,
    );
    checkReaders("cargo", ["COPY cache /usr/local/cargo/registry", "RUN cargo build"], undefined);
    checkReaders("maven", ["COPY settings.xml /root/.m2/settings.xml", "RUN mvn package"], 1);
  });
});
