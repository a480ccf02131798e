import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile, type RunFact } from "../index.ts";

type LanguageFact = Extract<RunFact, { readonly kind: "language-packages" }>;

/** The last stage of a Dockerfile whose lines stand below a base of which nothing is known. */
function endOf(lines: string) {
  const { stages } = evaluateDockerfile(parseDockerfile("Dockerfile", `FROM a/b\nWORKDIR /app\n${lines}\n`));
  const stage = stages.at(-1);
  assert.ok(stage !== undefined);
  const facts = stage.steps.flatMap(({ run }) => run?.facts ?? []);
  const installs = facts.filter((fact): fact is LanguageFact => fact.kind === "language-packages");
  return { files: stage.end.files, facts, installs, isOpen: stage.end.isOpen };
}

/** One answer about the last install of each RUN. */
function checkInstalls(ask: (fact: LanguageFact) => unknown, cases: Readonly<Record<string, unknown>>): void {
  const answers = Object.keys(cases).map((run) => {
    const fact = endOf(`RUN ${run}`).installs.at(-1);
    return [run, fact === undefined ? "no install" : ask(fact)];
  });
  assert.deepEqual(Object.fromEntries(answers), cases);
}

/** Whether a cache is left at a path at the end. */
function checkCache(path: string, cases: Readonly<Record<string, boolean>>): void {
  const answers = Object.keys(cases).map((lines) => {
    const { files } = endOf(lines);
    return [lines, files.find(path)?.content?.kind === "cache"];
  });
  assert.deepEqual(Object.fromEntries(answers), cases);
}

describe("a cache", () => {
  it("belongs to the user who installs", () => {
    const ownerAfter = (lines: string) => endOf(lines).files.find("/c")?.owner?.user;
    assert.equal(ownerAfter("USER 0\nRUN npm ci --cache /c"), 0);
    assert.equal(ownerAfter("USER node\nRUN npm ci --cache /c"), "node");
    assert.equal(ownerAfter("USER 1000\nENV PIP_CACHE_DIR=/c\nRUN pip install flask"), "1000");
  });
});

describe("a virtual environment", () => {
  it("has links to an interpreter that belongs to somebody else", () => {
    const { files } = endOf("USER pilot\nRUN python -m venv /v");
    assert.equal(files.find("/v")?.owner?.user, "pilot");
    assert.equal(files.find("/v/bin/python")?.owner?.user, undefined);
  });
});

describe("pip's cache", () => {
  it("stays where nothing switches it off or removes it", () => {
    checkCache("/root/.cache/pip", {
      "RUN pip install flask": true,
      "RUN python3 -m pip install flask": true,
      "RUN pip3.11 install -r a.txt": true,
      "RUN sudo pip install flask": true,
      "RUN pip install --no-cache-dir flask": false,
      "RUN pip --no-cache-dir install flask": false,
      "RUN pip install --no-cache flask": false,
      "RUN PIP_NO_CACHE_DIR=off pip install flask": false,
      "RUN export PIP_NO_CACHE_DIR=1 && pip install flask": false,
      "ENV PIP_NO_CACHE_DIR=1\nRUN pip install flask": false,
      "RUN pip install flask && rm -rf ~/.cache": false,
      'RUN pip install flask && rm -rf "$HOME/.cache/pip"': false,
      "RUN pip install flask && rm -rf /root/.cache/*": false,
      "RUN pip install flask && pip cache purge": false,
      "RUN --mount=type=cache,target=/root/.cache pip install flask": false,
      "RUN pip install --cache-dir /tmp/c flask": false,
      "RUN pip list": false,
      "RUN pip install --no-index --find-links /w flask": false,
      "RUN echo '[global]' > /etc/pip.conf && pip install flask": false,
    });
  });
});

describe("caches of other managers", () => {
  it("lie where the manager keeps them", () => {
    checkCache("/root/.npm", {
      "RUN npm ci": true,
      "RUN npm install -g pm2": true,
      "RUN npm ci && npm cache clean --force": false,
      "RUN npm ci && rm -rf ~/.npm": false,
      "RUN npm ci --cache /tmp/n": false,
      "ENV npm_config_cache=/c\nRUN npm ci": false,
      "RUN npm config set cache /c && npm ci": false,
      "RUN npm config set registry https://example.org && npm ci": true,
    });
    checkCache("/usr/local/share/.cache/yarn", {
      "RUN yarn": true,
      "RUN yarn install --frozen-lockfile && yarn cache clean": false,
      "RUN yarn --version": false,
      "ENV YARN_CACHE_FOLDER=/c\nRUN yarn": false,
    });
    checkCache("/root/.cache/uv", {
      "RUN uv sync": true,
      "RUN uv sync --no-cache": false,
      "ENV UV_NO_CACHE=1\nRUN uv pip install flask": false,
    });
    checkCache("/go/pkg/mod", {
      "ENV GOPATH=/go\nRUN go mod download": true,
      "ENV GOPATH=/go\nRUN go build ./... && go clean -modcache": false,
    });
  });
});

describe("an install", () => {
  it("is frozen where a lock file is kept to", () => {
    checkInstalls(({ isFrozen }) => isFrozen, {
      "npm ci": "yes",
      "npm install": "no",
      "npm i lodash": "maybe",
      yarn: "no",
      "yarn install --frozen-lockfile": "yes",
      "yarn --immutable": "yes",
      "CI=1 yarn": "maybe",
      "pnpm install": "no",
      "pnpm i --frozen-lockfile": "yes",
      "CI=true pnpm install": "yes",
      "pnpm fetch": "yes",
      "uv sync": "no",
      "uv sync --locked": "yes",
      "UV_FROZEN=1 uv sync": "yes",
      "bun install --frozen-lockfile": "yes",
      "cargo build --release": "no",
      "cargo +nightly build --locked": "yes",
      "bundle install": "no",
      "bundle install --deployment -j4": "yes",
      "bundle config set --local deployment true && bundle install": "yes",
      "BUNDLE_FROZEN=true bundle install": "yes",
      "composer update": "no",
      "pip install --require-hashes -r a.txt": "yes",
      "poetry update": "no",
      "pipenv install --deploy --system": "yes",
    });
  });

  it("brings packages for development, or leaves them out", () => {
    checkInstalls(({ hasDevelopment }) => hasDevelopment, {
      "npm ci": "yes",
      "npm ci --omit=dev": "no",
      "npm install --production": "no",
      "npm install --only=production": "no",
      "NODE_ENV=production npm ci": "no",
      "NODE_ENV=production npm ci --include=dev": "yes",
      "NODE_ENV=$ENV npm ci": "maybe",
      "npm install -g pm2": "no",
      "yarn --production=false": "yes",
      "pnpm install --prod": "no",
      "uv sync --no-dev": "no",
      "uv sync": "maybe",
      "poetry install --only main": "no",
      "poetry install --without dev,docs": "no",
      "composer install": "yes",
      "composer install --no-dev": "no",
      "bundle install --without development test": "no",
      "pip install -r requirements-dev.txt": "yes",
      "pip install -e .[dev]": "yes",
      "pip install -r requirements.txt": "maybe",
    });
  });

  it("reads files, each with what is known of it then", () => {
    const paths = (fact: LanguageFact) => fact.reads.map(({ path, exists }) => `${path} ${exists}`);
    checkInstalls(paths, {
      "pip install -r a.txt -c b.txt": ["/app/a.txt maybe", "/app/b.txt maybe"],
      "touch a.txt && pip install --requirement=a.txt": ["/app/a.txt yes"],
      "rm a.txt; pip install -r a.txt": ["/app/a.txt no"],
      "pip install -r https://example.org/a.txt": [],
      "pip install ./lib": ["/app/lib maybe"],
      "cd web && npm ci": ["/app/web/package.json maybe"],
      "npm --prefix web ci": ["/app/web/package.json maybe"],
      "npm install -g pm2": [],
      "composer install -d /srv": ["/srv/composer.json maybe"],
      "go mod download": ["/app/go.mod maybe"],
      "uv sync": ["/app/pyproject.toml maybe"],
    });
  });

  it("needs the project's sources, or only what describes it", () => {
    checkInstalls(({ needsSources }) => needsSources, {
      "pip install .": "yes",
      "pip install -e .": "yes",
      "pip install -r a.txt": "no",
      "pip install flask": "no",
      "uv sync --no-install-project": "no",
      "uv sync --no-editable": "yes",
      "uv sync": "maybe",
      "poetry install --no-root": "no",
      "cargo build": "yes",
      "mvn dependency:go-offline": "no",
      "mvn -B package": "yes",
      "./gradlew build": "yes",
      "dotnet restore": "no",
    });
  });

  it("names its packages with their versions", () => {
    const names = (fact: LanguageFact) => fact.packages.map(({ name, version }) => `${name} ${version}`);
    checkInstalls(names, {
      "pip install flask==3.0 'gunicorn[gevent]>=20' -i https://example.org": [
        "flask ==3.0",
        "gunicorn >=20",
      ],
      "npm i -g @angular/cli@17 pm2": ["@angular/cli 17", "pm2 undefined"],
      "gem install bundler -v 2.5.0": ["bundler 2.5.0"],
      "go install golang.org/x/tools/gopls@latest": ["golang.org/x/tools/gopls latest"],
      "cargo install --locked ripgrep@14": ["ripgrep 14"],
      "conda install -c conda-forge numpy=1.26": ["numpy =1.26"],
    });
  });

  it("goes into the virtual environment in force", () => {
    checkInstalls(({ target }) => target, {
      "python3 -m venv /venv && /venv/bin/pip install flask": "/venv",
      "python -m venv venv && . venv/bin/activate && pip install flask": "/app/venv",
      "virtualenv /v && PATH=/v/bin:$PATH && pip install flask": "/v",
      "/usr/local/bin/pip install flask": undefined,
      "pip install --user flask": "/root/.local",
      "pip install --target=/libs flask": "/libs",
      "uv sync": "/app/.venv",
    });
  });
});

describe("folders of packages", () => {
  it("know whether packages for development are in them", () => {
    const developmentAt = (lines: string) => {
      const content = endOf(lines).files.lookUp("/app/node_modules").content;
      return content?.kind === "packages" ? content.hasDevelopment : undefined;
    };
    assert.equal(developmentAt("RUN npm ci"), "yes");
    assert.equal(developmentAt("RUN npm ci\nRUN npm run build && npm prune --omit=dev"), "no");
    assert.equal(developmentAt("RUN npm ci\nRUN rm -rf node_modules && npm ci --omit=dev"), "no");
    assert.equal(developmentAt("RUN npm ci && rm -rf node_modules"), undefined);
  });
});

describe("programs", () => {
  it("are known by place, linking and symbols", () => {
    const binaryAt = (run: string) => {
      const content = endOf(`RUN ${run}`).files.lookUp("/app/x").content;
      return content?.kind === "binary" ? `${content.isStatic} ${content.isStripped}` : undefined;
    };
    assert.equal(binaryAt("go build -o x ."), "maybe no");
    assert.equal(binaryAt("CGO_ENABLED=0 go build -ldflags='-s -w' -o /app/x ./cmd"), "yes yes");
    assert.equal(binaryAt('go build -ldflags "$FLAGS" -o x'), "maybe maybe");
    assert.equal(binaryAt("go build -o x && strip x"), "maybe yes");
  });
});

describe("scripts", () => {
  it("may do anything", () => {
    assert.equal(endOf("RUN npm run build").isOpen, true);
    assert.equal(endOf("RUN python setup.py install").isOpen, true);
    assert.equal(endOf("RUN npm ci && node --version").isOpen, false);
  });
});
