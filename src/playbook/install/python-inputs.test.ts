import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Context, mendInstall } from "./sources-context.testing.ts";

/** Holds what comes of a command behind `COPY . .` to what is expected. */
function checkInstall(command: string, context: Context, expected: string, rest = ""): void {
  const { says, fixed, left } = mendInstall(command, context);
  assert.equal(says, expected);
  assert.equal(left, 0);
  assert.ok(fixed.endsWith(rest), fixed);
}

describe("what pip needs", () => {
  const pip = "pip install -r requirements.txt";
  const of = (text: string, more = {}): Context => ({ files: { "requirements.txt": text, ...more } });
  const rows: readonly (readonly [string, string, Context, string])[] = [
    ["its list", pip, of("flask==3.1.3\n"), "safe: requirements.txt ./"],
    [
      "two lists",
      "pip install -r a.txt -c b.txt",
      { files: { "a.txt": "x", "b.txt": "x<2" } },
      "safe: a.txt b.txt ./",
    ],
    [
      "a list that names lists",
      pip,
      of("-r more/a.txt\n", { "more/a.txt": "-c../b.txt\nx\n", "b.txt": "x<2" }),
      "safe: requirements.txt b.txt ./; more/a.txt more/",
    ],
    ["a list that is not there", pip, of("-r a.txt\n"), "stands back: a.txt is not in the build context"],
    [
      "hashes, extras and markers",
      pip,
      of('x[a,b] >= 1.0, < 2 ; python_version < "3.9" \\\n  --hash=sha256:ab # why\n'),
      "safe: requirements.txt ./",
    ],
    [
      "an index",
      pip,
      of("--extra-index-url https://i.example/simple\n--trusted-host i.example\n--pre\nx\n"),
      "safe: requirements.txt ./",
    ],
    ["the project itself", pip, of("-e .\n"), "stands back: requirements.txt has -e ."],
    ["a folder", pip, of("./own\n"), "stands back: requirements.txt has ./own"],
    ["a file", pip, of("own @ file:///app/own\n"), "stands back: requirements.txt has own …"],
    [
      "a secret in an address",
      pip,
      of("--find-links https://me:secret@i.example/x\n"),
      "stands back: requirements.txt has --find-links …",
    ],
    ["a wheel", pip, of("wheels/own.whl\n"), "stands back: requirements.txt has wheels/own.whl"],
    [
      "wheels beside it",
      `${pip} --find-links wheels`,
      of("x\n"),
      "stands back: pip is told of other files of the project",
    ],
    [
      "old settings",
      pip,
      of("x\n", { "setup.cfg": "[install]\nprefix=/x\n" }),
      "stands back: setup.cfg says where packages go",
    ],
    ["new settings", pip, of("x\n", { "setup.cfg": "[flake8]\n" }), "safe: requirements.txt ./"],
    ["modules of the folder", `python3 -m ${pip}`, of("x\n"), "unsafe: requirements.txt ./"],
    [
      "a variable",
      `PIP_CONSTRAINT=limits.txt ${pip}`,
      of("x\n"),
      "stands back: PIP_CONSTRAINT may name a file of the project",
    ],
    ["modules of the project", `PYTHONPATH=/app ${pip}`, of("x\n"), "unsafe: requirements.txt ./"],
    [
      "a certificate of the project",
      `SSL_CERT_FILE=/app/ca.pem ${pip}`,
      of("x\n"),
      "stands back: SSL_CERT_FILE may name a file of the project",
    ],
    [
      "a certificate of the system",
      `SSL_CERT_FILE=/etc/ca.pem ${pip}`,
      of("x\n"),
      "safe: requirements.txt ./",
    ],
    [
      "a file without a folder",
      pip,
      of("own-1.0.tar.gz\n"),
      "stands back: requirements.txt has own-1.0.tar.gz",
    ],
    ["an index of its own", pip, of("-i ./simple\nx\n"), "stands back: requirements.txt has -i ./simple"],
    ["the home of a user", `HOME=/app ${pip}`, of("x\n"), "unsafe: requirements.txt ./"],
    [
      "an environment elsewhere",
      `python -m venv /opt/x && /opt/x/bin/${pip} > /tmp/log`,
      of("x\n"),
      "safe: requirements.txt ./",
    ],
    [
      "an environment in the project",
      `python -m venv x && x/bin/${pip}`,
      of("x\n"),
      "stands back: python on line 4 may need the sources",
    ],
    [
      "packages inside the project",
      `${pip} --target=lib`,
      of("x\n", { "lib/a.py": "" }),
      "stands back: lib comes with the build context and would be copied over what is installed",
    ],
    ["uv in its place", `uv ${pip}`, of("x\n"), "unsafe: requirements.txt ./"],
  ];
  for (const [name, command, context, expected] of rows)
    it(name, () => checkInstall(command, context, expected));
});

describe("what other managers need", () => {
  const pyproject = '[project]\nname = "t"\nreadme = "README.md"\n';
  const built = `${pyproject}[build-system]\nrequires = ["hatchling"]\n`;
  const own = 'version = 1\n[[package]]\nsource = { editable = "." }\n';
  const uv = { "pyproject.toml": pyproject, "uv.lock": own };
  const poetry = { "pyproject.toml": built, "poetry.lock": "" };
  const gems = { "Gemfile.lock": "", ".ruby-version": "3.4.1\n" };
  const rows: readonly (readonly [string, string, Context, string, string?])[] = [
    ["uv, a project that is not built", "uv sync --locked", { files: uv }, "safe: pyproject.toml uv.lock ./"],
    [
      "uv without a frozen lock file",
      "uv sync",
      { files: { ...uv, ".python-version": "3.13" } },
      "unsafe: pyproject.toml uv.lock .python-version ./",
    ],
    [
      "uv, a project that is built",
      "uv sync --locked",
      { files: { ...uv, "pyproject.toml": built } },
      "unsafe: pyproject.toml uv.lock ./",
      "RUN uv sync --no-install-project --locked\nCOPY . .\nRUN uv sync --locked\n",
    ],
    [
      "uv told to leave it out",
      "uv sync --locked --no-install-project",
      { files: { ...uv, "pyproject.toml": built } },
      "safe: pyproject.toml uv.lock ./",
    ],
    [
      "a workspace of uv",
      "uv sync",
      { files: { ...uv, "pyproject.toml": `${pyproject}[tool.uv.workspace]\nmembers = ["a"]\n` } },
      "stands back: pyproject.toml has members of a workspace",
    ],
    [
      "a member in the lock file",
      "uv sync",
      { files: { ...uv, "uv.lock": 'source = { editable = "a" }\n' } },
      "stands back: uv.lock has packages of the project's own",
    ],
    [
      "an index in the project",
      "uv sync",
      { files: { ...uv, "uv.lock": 'source = { registry = "wheels" }\n' } },
      "stands back: uv.lock has packages of the project's own",
    ],
    [
      "a folder as a source",
      "uv sync",
      { files: { ...uv, "pyproject.toml": `${pyproject}[tool.uv.sources]\na = { path = "a" }\n` } },
      "stands back: pyproject.toml names other folders or files of the project",
    ],
    [
      "a version that is found out",
      "uv sync",
      { files: { ...uv, "pyproject.toml": `${built}[project]\ndynamic = ["version"]\n` } },
      "stands back: pyproject.toml leaves something of the project to its build",
    ],
    [
      "uv's environment of the host",
      "uv sync --locked",
      { files: { ...uv, ".venv/x": "" } },
      "stands back: .venv comes with the build context and would be copied over what is installed",
    ],
    [
      "Poetry",
      "poetry install --only main",
      { files: poetry },
      "unsafe: pyproject.toml poetry.lock ./",
      "RUN poetry install --no-root --only main\nCOPY . .\nRUN poetry install --only main\n",
    ],
    [
      "Poetry without the project",
      "poetry install --no-root",
      { files: poetry },
      "unsafe: pyproject.toml poetry.lock ./",
      "RUN poetry install --no-root\nCOPY . .\n",
    ],
    [
      "Poetry and a folder",
      "poetry install",
      { files: { ...poetry, "poetry.lock": '[package.source]\ntype = "directory"\n' } },
      "stands back: poetry.lock has packages of the project's own",
    ],
    [
      "Pipenv",
      "pipenv install --system --deploy",
      { files: { Pipfile: '[packages]\na = "*"\n', "Pipfile.lock": "{}" } },
      "unsafe: Pipfile Pipfile.lock ./",
    ],
    [
      "Pipenv and the project",
      "pipenv install",
      { files: { Pipfile: '[packages]\na = {path = ".", editable = true}\n' } },
      "stands back: Pipfile names other folders or files of the project",
    ],
    [
      "Bundler",
      "bundle install",
      { files: { Gemfile: 'ruby file: ".ruby-version"\ngem "rack" # path\n', ...gems } },
      "unsafe: Gemfile Gemfile.lock .ruby-version ./",
    ],
    [
      "Bundler and a gemspec",
      "bundle install",
      { files: { Gemfile: "gemspec\n", ...gems } },
      "stands back: Gemfile reads the project's gemspec",
    ],
    [
      "Bundler and a folder",
      "bundle install",
      { files: { Gemfile: 'gem "own", path: "own"\n', ...gems } },
      "stands back: Gemfile reads other files of the project",
    ],
    [
      "Composer",
      "composer install --no-dev",
      { files: { "composer.json": "{}", "composer.lock": "{}" } },
      "stands back: Composer writes its autoloader from the sources",
    ],
    [
      "Composer without an autoloader",
      "composer install --no-scripts --no-autoloader",
      { files: { "composer.json": "{}", "composer.lock": "{}" } },
      "unsafe: composer.json composer.lock ./",
    ],
    [
      "Go",
      "go mod download",
      { files: { "go.mod": "module a\n", "go.sum": "" } },
      "unsafe: go.mod go.sum ./",
    ],
    [
      "Go and a folder",
      "go mod download",
      { files: { "go.mod": "module a\nreplace b => ./b\n" } },
      "stands back: go.mod replaces a module with a folder",
    ],
    [
      "Go's workspace",
      "go mod download",
      { files: { "go.mod": "module a\n", "go.work": "use .\n" } },
      "stands back: go.work is in the build context",
    ],
  ];
  for (const [name, command, context, expected, rest] of rows)
    it(name, () => checkInstall(command, context, expected, rest));
});
