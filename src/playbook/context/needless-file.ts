/** What a file or folder is by its name that a build of an image has no use for, or that it makes itself. */
export interface Needless {
  readonly kind: "history" | "dependencies" | "output" | "cache" | "editor";
  /** Tools whose work makes it anew; undefined where nothing in an image needs it. */
  readonly madeBy: RegExp | undefined;
  /** Paths, from the folder, of which one must be there: the name alone may be a source folder's as well. */
  readonly proof?: readonly string[];
}

/** What a name stands for that is seldom wanted in an image; undefined for all others. */
export function needlessFile(name: string, kind: "file" | "folder"): Needless | undefined {
  return kind === "folder"
    ? FOLDERS.get(name)
    : FILES.test(name)
      ? { kind: "cache", madeBy: undefined }
      : undefined;
}

const FILES = /^(?:\.DS_Store|Thumbs\.db|npm-debug\.log|yarn-error\.log|\.coverage|\.eslintcache)$/;

const NODE = /^(?:npm|pnpm|yarn|bun)$/;
const PYTHON = /^(?:pip|pipenv|poetry|pdm|uv|conda)$/;
const RUST_OR_JAVA = /^(?:cargo|maven)$/;

const FOLDERS: ReadonlyMap<string, Needless> = new Map([
  ...namesOf(".git .hg .svn", { kind: "history", madeBy: undefined }),
  ...namesOf("node_modules bower_components", { kind: "dependencies", madeBy: NODE }),
  ...namesOf(".venv .virtualenv", { kind: "dependencies", madeBy: PYTHON }),
  ...namesOf("venv", { kind: "dependencies", madeBy: PYTHON, proof: ["pyvenv.cfg"] }),
  ...namesOf("target", { kind: "output", madeBy: RUST_OR_JAVA, proof: ["../Cargo.toml", "../pom.xml"] }),
  ...namesOf("coverage", {
    kind: "cache",
    madeBy: undefined,
    proof: ["lcov.info", "lcov-report", "coverage-final.json", "clover.xml"],
  }),
  ...namesOf(".next .nuxt .svelte-kit", { kind: "output", madeBy: NODE }),
  ...namesOf(
    "__pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox .nyc_output .gradle .turbo .parcel-cache " +
      ".terraform .ipynb_checkpoints .hypothesis .sass-cache",
    { kind: "cache", madeBy: undefined },
  ),
  ...namesOf(".vscode .idea .vs", { kind: "editor", madeBy: undefined }),
]);

function namesOf(names: string, needless: Needless): readonly (readonly [string, Needless])[] {
  return names.split(" ").map((name) => [name, needless]);
}
