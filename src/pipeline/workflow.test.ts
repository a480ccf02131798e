import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { describeReading } from "./describe-entry.testing.ts";
import { parseWorkflow } from "./workflow.ts";

const PATH = ".github/workflows/ci.yml";

async function checkWorkflow(text: string, expected: readonly string[]): Promise<void> {
  assert.deepEqual(describeReading(await parseWorkflow({ path: PATH, text })), expected);
}

function stepsOf(...steps: readonly string[]): string {
  return `on: push\njobs:\n  image:\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;
}

const ACTION = "uses: docker/build-push-action@v6";

const ACTIONS: readonly (readonly [name: string, inputs: string, expected: string])[] = [
  ["without inputs it builds the commit", "{}", "image: commit:/ [Dockerfile]"],
  [
    "a folder and a file, each from the checkout",
    "{context: ./app, file: ./docker/Dockerfile}",
    "image: app [base:docker/Dockerfile]",
  ],
  ["a file in the commit", "{file: docker/Dockerfile}", "image: commit:/ [context:docker/Dockerfile]"],
  ["a folder of the commit", "{context: '{{defaultContext}}:app'}", "image: commit:app [Dockerfile]"],
  [
    "the workspace is the checkout",
    "{context: '${{ github.workspace }}/a', file: '${{github.workspace}}/b'}",
    "image: a [base:b]",
  ],
  [
    "an expression is unknown",
    "{context: '${{ matrix.dir }}', target: '${{ x }}'}",
    "image: ? [Dockerfile] -> ?",
  ],
  [
    "arguments, one a line",
    '{context: ., build-args: "A=1\\n B=${{ x }}\\n\\nC"}',
    "image: / [Dockerfile] A=1 B=? C=?",
  ],
  ["a Git address", "{context: 'https://x.test/a.git'}", "image: https://x.test/a.git [Dockerfile]"],
];

for (const [name, inputs, expected] of ACTIONS) {
  test(`build action: ${name}`, () => checkWorkflow(stepsOf(`{${ACTION}, with: ${inputs}}`), [expected]));
}

const SCRIPTS: readonly (readonly [name: string, script: string, expected: readonly string[]])[] = [
  ["a context", "docker build -t x .", ["image: / [Dockerfile]"]],
  [
    "a file is seen from the working folder",
    "docker build -f a/Dockerfile --target=x b",
    ["image: b [base:a/Dockerfile] -> x"],
  ],
  [
    "options in all spellings",
    "docker buildx build --push -qt x -fD --build-arg A=1 --build-arg=B=2 --platform linux/arm64 .",
    ["image: / [base:D] A=1 B=2"],
  ],
  ["continuations", "docker build \\\n  --tag x \\\n  .", ["image: / [Dockerfile]"]],
  ["a continuation of PowerShell", "docker build `\n  --tag x `\n  .", ["image: / [Dockerfile]"]],
  ["quotes", 'docker build -f "my file" -t "$TAG" \'my dir\'', ["image: my dir [base:my file]"]],
  [
    "a value that is not known",
    'docker build -t $A --build-arg V=$V --build-arg="W=$W" -f$F --label=$X .',
    ["image: / [?] V=? W=?"],
  ],
  ["a variable that may hold options", "docker build $OPTIONS .", ["image: ? [?]"]],
  ["such a variable beside a file", "docker build $OPTIONS -f D .", ["image: / [base:D]"]],
  ["an option that is not known", "docker build --frobnicate x .", ["image: ? [?]"]],
  ["no context", "docker build -t x", ["image: ? [Dockerfile]"]],
  [
    "cd",
    "cd app && docker build . && cd ../b\ndocker build .",
    ["image: app [Dockerfile]", "image: b [Dockerfile]"],
  ],
  [
    "cd in a subshell",
    "(cd app; docker build .)\ndocker build .",
    ["image: app [Dockerfile]", "image: / [Dockerfile]"],
  ],
  [
    "pushd and popd",
    "pushd a\ndocker build .\npopd\ndocker build .",
    ["image: a [Dockerfile]", "image: / [Dockerfile]"],
  ],
  ["cd to somewhere", "cd $DIR\ndocker build .", ["image: ? [?]"]],
  ["back to the workspace", 'cd $DIR\ncd "$GITHUB_WORKSPACE/a"\ndocker build ..', ["image: / [Dockerfile]"]],
  [
    "a build behind words of the shell",
    "if ! sudo X=1 docker build a; then exit 1; fi",
    ["image: a [Dockerfile]"],
  ],
  ["podman", "podman build a", ["image: a [Containerfile|Dockerfile]"]],
  ["podman's file", "cd a; podman build --file C", ["image: a [base-then-context:a/C]"]],
  ["buildah", "buildah bud --layers -f C .", ["image: / [base-then-context:C]"]],
  [
    "a Dockerfile through a pipe",
    "docker build -f - . <<EOF\nFROM a\nRUN docker build x\nEOF\ndocker build b",
    ["image: / [inline]", "image: b [Dockerfile]"],
  ],
  ["a context through a pipe", "tar c . | docker build -", ["image: ? [inline]"]],
  ["comments and other words", "# docker build a\necho docker build b\ndocker push c # docker build", []],
  ["redirections", "docker build a > log 2>&1", ["image: a [Dockerfile]"]],
  ["a remote context", "docker build -f D https://x.test/a.git", ["image: https://x.test/a.git [context:D]"]],
];

for (const [name, script, expected] of SCRIPTS) {
  test(`script: ${name}`, () => checkWorkflow(stepsOf(`run: ${JSON.stringify(script)}`), expected));
}

test("the working folder of a step, else of the job, else of the workflow", async () => {
  const run = "run: docker build .";
  const defaults = (folder: string): string => `defaults: {run: {working-directory: ${folder}}}`;
  const text = `${defaults("w")}\njobs:\n  a: {steps: [{${run}}]}\n  b: {${defaults("j")}, steps: [{${run}}, {${run}, working-directory: ./s}]}\n  c: {steps: [{${run}, working-directory: '\${{ x }}'}]}\n`;
  await checkWorkflow(text, ["a: w [Dockerfile]", "b: j [Dockerfile]", "b: s [Dockerfile]", "c: ? [?]"]);
});

test("a checkout elsewhere makes paths of its job unknown", async () => {
  const build = "run: docker build .";
  const checkout = (inputs: string): string => `{uses: actions/checkout@v5, with: {${inputs}}}`;
  await checkWorkflow(stepsOf(checkout("path: src"), build), ["image: ? [?]"]);
  await checkWorkflow(stepsOf(checkout("repository: a/b"), build), ["image: ? [?]"]);
  await checkWorkflow(stepsOf(checkout("path: ./, fetch-depth: 0"), build), ["image: / [Dockerfile]"]);
});

test("an entry's span is its command's line, or the action", async () => {
  const text = stepsOf(
    ACTION,
    "run: |\n          echo a\n\n          docker build \\\n            a\n          docker build b\n",
    'run: "docker build c"',
  );
  const { entries } = await parseWorkflow({ path: PATH, text });
  assert.deepEqual(
    entries.map(({ span }) => text.slice(span.start, span.end)),
    ["docker/build-push-action@v6", "docker build \\", "docker build b", '"docker build c"'],
  );
});

test("a file that is no workflow", async () => {
  await checkWorkflow("docker build: [", ["pipeline/malformed"]);
  await checkWorkflow("docker build\0", ["pipeline/not-text"]);
  await checkWorkflow("jobs: {docker: {steps: {build: 3}}}", []);
});

test("no script makes it throw or hang", async () => {
  const piece = fc.constantFrom(
    "docker build ",
    "podman build ",
    "cd ",
    "-f",
    "--tag",
    "=",
    "$",
    "{",
    "}",
    "(",
    ")",
    "`",
    "'",
    '"',
    "\\",
    "\n",
    "<<E",
    "E",
    ";",
    "|",
    "&",
    ">",
    "#",
    " ",
    "a",
    "..",
    "/",
    "$GITHUB_WORKSPACE",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      await parseWorkflow({
        path: PATH,
        text: stepsOf(`run: ${JSON.stringify(`docker build ${pieces.join("")}`)}`),
      });
    }),
    { numRuns: 500 },
  );
});
