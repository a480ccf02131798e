import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../dockerfile/index.ts";
import { type ContextFacts, evaluateDockerfile } from "./index.ts";

const ALL_THERE: ContextFacts = {
  whetherExists: () => "yes",
  whetherFolder: (path) => (path.includes(".") && path !== "." ? "no" : "yes"),
  whetherIgnored: () => "no",
};

/** Whether paths exist at the end of the last stage. */
function checkFiles(text: string, expected: Readonly<Record<string, string>>, context?: ContextFacts): void {
  const dockerfile = parseDockerfile("Dockerfile", text);
  const evaluated = evaluateDockerfile(dockerfile, context === undefined ? {} : { context });
  const files = evaluated.stages.at(-1)?.end.files;
  const answers = Object.keys(expected).map((path) => [path, files?.whetherExists(path)]);
  assert.deepEqual(Object.fromEntries(answers), expected);
}

/** Asks about paths at the end of the last stage. */
function filesOf(text: string) {
  const files = evaluateDockerfile(parseDockerfile("Dockerfile", text)).stages.at(-1)?.end.files;
  assert.ok(files !== undefined);
  return { lookUp: (path: string) => files.lookUp(path) };
}

describe("files", () => {
  it("made and removed by commands are known", () => {
    checkFiles("FROM scratch\nRUN mkdir -p /a/b && touch /a/b/c /a/d && rm -rf /a/b", {
      "/a/b/c": "no",
      "/a/b": "no",
      "/a/d": "yes",
    });
  });

  it("that may have been there keep their rights when they are touched", () => {
    const { lookUp } = filesOf("FROM scratch\nCOPY src /src\nRUN touch /src/main.rs /new");
    assert.deepEqual([lookUp("/src/main.rs").exists, lookUp("/src/main.rs").mode], ["yes", undefined]);
    assert.equal(lookUp("/new").mode, 0o644);
  });

  it("of another stage are files by the name that their build gives them", () => {
    const { lookUp } = filesOf(
      "FROM rust AS b\nRUN cargo build --release\nFROM scratch\nCOPY --from=b /src/target/release/app /app",
    );
    assert.deepEqual([lookUp("/app").kind, lookUp("/app").exists], ["file", "yes"]);
  });

  it("that are copied to a folder of every system land in it", () => {
    checkFiles("FROM a\nCOPY run.sh /usr/local/bin", { "/usr/local/bin/run.sh": "yes" });
  });

  it("of an unknown base may be there", () => {
    checkFiles("FROM a\nRUN mkdir /x", { "/etc/passwd": "maybe", "/x": "yes" });
  });

  it("are maybe where a command only may have run", () => {
    checkFiles("FROM scratch\nRUN test -f /x || touch /a\nRUN if true; then touch /b; fi", {
      "/a": "maybe",
      "/b": "maybe",
    });
  });

  it("may be anywhere once something unknown ran", () => {
    checkFiles("FROM scratch\nRUN mkdir /a\nRUN ./install.sh\nRUN mkdir /b", {
      "/a/x": "maybe",
      "/b/x": "no",
      "/opt": "maybe",
    });
  });

  it("follow the directory that a RUN changes to", () => {
    checkFiles("FROM scratch\nWORKDIR /w\nRUN cd /a && touch b\nRUN touch c", {
      "/a/b": "yes",
      "/w/c": "yes",
    });
  });

  it("written by redirections and heredocs are there", () => {
    checkFiles("FROM scratch\nRUN echo a > /a/b\nCOPY <<E /c\nhello\nE\n", { "/a/b": "yes", "/c": "yes" });
  });

  it("moved and copied are found at their new place", () => {
    checkFiles("FROM scratch\nRUN mkdir /a && touch /a/x && cp -r /a /b && mv /a /c", {
      "/a/x": "no",
      "/b/x": "yes",
      "/c/x": "yes",
    });
  });

  it("are found behind links", () => {
    checkFiles("FROM scratch\nRUN mkdir /a && touch /a/x && ln -s /a /b", { "/b/x": "yes", "/b/y": "no" });
  });

  it("of the build context are asked for when they are needed", () => {
    checkFiles(
      "FROM scratch\nCOPY . /app\nCOPY a.txt /b/",
      { "/app/src/x": "yes", "/b/a.txt": "yes", "/c": "no" },
      ALL_THERE,
    );
    checkFiles("FROM scratch\nCOPY . /app", { "/app/src/x": "maybe" });
  });

  it("of another stage come with COPY --from", () => {
    checkFiles("FROM scratch AS b\nRUN mkdir /out && touch /out/x\nFROM scratch\nCOPY --from=b /out /app", {
      "/app/x": "yes",
      "/app/y": "no",
      "/out/x": "no",
    });
  });

  it("copied together to what is no folder are in none", () => {
    const text = "FROM scratch\nWORKDIR /app\nCOPY x.a y.a /app\nCOPY x.a y.a /in";
    checkFiles(text, { "/app/x.a": "yes", "/in": "yes", "/in/x.a": "maybe" }, ALL_THERE);
  });

  it("below a mount are gone after the RUN", () => {
    checkFiles("FROM scratch\nRUN mkdir -p /c/in\nRUN --mount=type=cache,target=/c touch /c/x /d", {
      "/c/x": "no",
      "/c/in": "yes",
      "/d": "yes",
    });
  });

  it("that were made for a mount alone may be gone with it", () => {
    checkFiles("FROM scratch\nRUN --mount=type=cache,target=/c/d touch /c/d/x /e/f", {
      "/c": "maybe",
      "/e": "yes",
    });
  });

  it("emptied by a pattern leave their folder", () => {
    checkFiles("FROM scratch\nRUN mkdir -p /a && touch /a/x && rm -rf /a/*", { "/a": "yes", "/a/x": "no" });
  });
});
