import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import type { BaseImage, Kit, NotProvable } from "./kit/definition.ts";
import { rewritePrefix } from "./kit/prefix.ts";

const PATH = "/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** The pip that the last releases of both versions bring; older ones do not read the system's certificates. */
const PIP = "25.0.1";

const VERSIONS = [
  { version: "3.13", plain: ["3.13", "3", "latest"] },
  { version: "3.12", plain: ["3.12"] },
] as const;

const SUITES = ["trixie", "bookworm"] as const;

/**
 * Of what the original installs to compile, and purges afterwards, that which leaves traces: the libraries that the
 * interpreter is linked with, and gnupg, whose adduser apt keeps. What stays behind is in no list: apt decides it.
 */
const BUILD_PACKAGES =
  "gnupg libbluetooth-dev libbz2-dev libdb-dev libffi-dev libgdbm-dev liblzma-dev libncursesw5-dev " +
  "libreadline-dev libsqlite3-dev libssl-dev uuid-dev zlib1g-dev";

/** What the full images add to the tools for building. */
const FULL_PACKAGES = "libbluetooth-dev tk-dev uuid-dev";

/** Python's images. The interpreter is this machine's own CPython, which it compiled for itself with pyenv. */
export const bases: readonly BaseImage[] = VERSIONS.flatMap(({ version, plain }) => {
  return SUITES.flatMap((suite) => [slimImage(version, plain, suite), fullImage(version, plain, suite)]);
});

/** What cannot be made of Python's images. */
export const notProvable: readonly NotProvable[] = [
  {
    names: "python:3.9, python:3.10, python:3.11, python:3.14",
    why: "Nothing here is built on them; those before 3.14 would be made as 3.12 is, where pyenv has them.",
  },
];

function slimImage(version: string, plain: readonly string[], suite: string): BaseImage {
  return {
    names: tagsOf(plain, suite, "slim"),
    group: "python",
    needs: [`debian:${suite}-slim`],
    made: `CPython ${version} of this machine (pyenv), moved to /usr/local on debian:${suite}-slim, with the packages that the original keeps; compiled on another release, without link-time optimisation.`,
    async make(kit) {
      await kit.build({
        contexts: { trees: await prepareTrees(kit) },
        dockerfile: `FROM debian:${suite}-slim
ENV PATH=${PATH}
RUN --mount=type=bind,from=trees,target=/trees set -e; apt-get update; \\
  apt-get install -y --no-install-recommends ca-certificates netbase tzdata; kept=$(apt-mark showmanual); \\
  apt-get install -y --no-install-recommends ${BUILD_PACKAGES}; \\
  apt-mark auto '.*' >/dev/null; apt-mark manual $kept >/dev/null; \\
  find /trees -type f -executable -not -name '*tkinter*' -exec env LD_LIBRARY_PATH=/trees/3.13/lib:/trees/3.12/lib ldd '{}' ';' 2>/dev/null \\
    | awk '/=>/ && $(NF-1) !~ "^/trees" { so = $(NF-1); sub("^/(usr/)?", "", so); print "*" so }' | sort -u \\
    | xargs -r dpkg-query --search | awk 'sub(":$", "", $1) { print $1 }' | sort -u | xargs -r apt-mark manual >/dev/null; \\
  apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false; rm -rf /var/lib/apt/lists/*
${await installation(version)}`,
      });
    },
  };
}

function fullImage(version: string, plain: readonly string[], suite: string): BaseImage {
  return {
    names: tagsOf(plain, suite, ""),
    group: "python-full",
    needs: [`buildpack-deps:${suite}`],
    made: `CPython ${version} of this machine (pyenv), moved to /usr/local on the stand-in for buildpack-deps:${suite}; compiled on another release, without link-time optimisation.`,
    async make(kit) {
      await kit.build({
        contexts: { trees: await prepareTrees(kit) },
        dockerfile: `FROM buildpack-deps:${suite}
ENV PATH=${PATH}
RUN apt-get update && apt-get install -y --no-install-recommends ${FULL_PACKAGES} && rm -rf /var/lib/apt/lists/*
${await installation(version)}`,
      });
    },
  };
}

/** The steps from a prepared tree to an image's program. */
async function installation(version: string): Promise<string> {
  const number = basename(await findInterpreter(version));
  const links = ["idle", "pip", "pydoc", "python"].map((name) => `ln -sf ${name}3 /usr/local/bin/${name}`);
  return `ENV PYTHON_VERSION=${number}
COPY --from=trees ${version} /usr/local
RUN --mount=type=bind,from=trees,source=wheels,target=/wheels set -e; ldconfig; \\
  export PYTHONDONTWRITEBYTECODE=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1; \\
  python${version} -m ensurepip >/dev/null; \\
  python${version} -m pip install --quiet --no-index --no-cache-dir --no-compile --find-links=/wheels pip==${PIP}; \\
  ln -sf python3-config /usr/local/bin/python-config; ${links.join("; ")}; \\
  find /usr/local -name __pycache__ -prune -exec rm -rf '{}' +; rm -rf /root/.cache /tmp/*; \\
  python --version; pip --version
CMD ["python3"]
`;
}

/** The names of one variant: `python:3.13-slim-trixie`, and the short ones on the default suite. */
function tagsOf(plain: readonly string[], suite: string, variant: string): readonly string[] {
  const tag = (...parts: readonly string[]) => `python:${parts.filter((part) => part !== "").join("-")}`;
  const versions = plain.map((word) => (word === "latest" ? "" : word));
  const long = versions.map((version) => tag(version, variant, suite));
  const short = versions.map((version) =>
    version === "" && variant === "" ? tag("latest") : tag(version, variant),
  );
  return suite === SUITES[0] ? [...short, ...long] : long;
}

/** The machine's interpreters with the prefix /usr/local, one folder each, and the wheel of pip beside them. */
function prepareTrees(kit: Kit): Promise<string> {
  return kit.keep(`python-trees-${kit.definition}`, async (folder) => {
    for (const { version } of VERSIONS) {
      const from = await findInterpreter(version);
      kit.say(`copying ${from}`);
      await kit.run("sh", ["-ec", PREPARE, "sh", from, join(folder, version), version]);
      await rewritePrefix(join(folder, version), from, "/usr/local");
    }
    kit.say("fetching pip");
    const wheels = `--dest=${join(folder, "wheels")}`;
    await kit.run("python3", ["-m", "pip", "download", "--quiet", "--no-deps", wheels, `pip==${PIP}`]);
  });
}

/** The newest of the machine's interpreters of a version. */
async function findInterpreter(version: string): Promise<string> {
  const root = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const found = (existsSync(root) ? await readdir(root) : []).filter((name) =>
    name.startsWith(`${version}.`),
  );
  const newest = found.sort((a, b) => Number(b.split(".")[2]) - Number(a.split(".")[2]))[0];
  if (newest === undefined)
    throw new Error(`pyenv has no Python ${version} on this machine, of which python:${version} is made`);
  return join(root, newest);
}

/** $1 the interpreter, $2 the folder to make, $3 the version: the tree, tests and caches left out. */
const PREPARE = `
mkdir -p "$2/bin" "$2/lib/pkgconfig"
cp -a "$1/include" "$2/"
cp -a "$1"/lib/libpython*.so* "$1/lib/python$3" "$2/lib/"
cp -a "$1"/lib/pkgconfig/. "$2/lib/pkgconfig/"
for name in idle$3 pydoc$3 python$3 python$3-config; do cp -a "$1/bin/$name" "$2/bin/"; done
[ ! -e "$1/bin/2to3-$3" ] || { cp -a "$1/bin/2to3-$3" "$2/bin/"; ln -s "2to3-$3" "$2/bin/2to3"; }
rm -rf "$2/lib/python$3/site-packages"/* "$2/lib/python$3/test"
find "$2" -depth '(' -type d '(' -name test -o -name tests -o -name idle_test -o -name __pycache__ ')' -o -name '*.pyc' -o -name '*.a' ')' -exec rm -rf '{}' +
for name in idle pydoc python; do ln -s "$name$3" "$2/bin/\${name}3"; done
ln -s "python$3-config" "$2/bin/python3-config"
strip --strip-unneeded "$2"/lib/libpython*.so.1.0 "$2/lib/python$3/lib-dynload"/*.so 2>/dev/null || true
`;
