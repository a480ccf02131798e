import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { BaseImage, Kit } from "./kit/definition.ts";

const BIN = "/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const TARGET = "x86_64-unknown-linux-gnu";
const SUITES = ["trixie", "bookworm"] as const;

/** Rust's images. The toolchain is this machine's own, cut down to rustup's minimal profile. */
export const bases: readonly BaseImage[] = SUITES.flatMap((suite) => [
  image(suite, true),
  image(suite, false),
]);

function image(suite: string, isSlim: boolean): BaseImage {
  const from = isSlim ? `debian:${suite}-slim` : `buildpack-deps:${suite}`;
  return {
    names: tagsOf(suite, isSlim ? "slim" : ""),
    group: isSlim ? "rust" : "rust-full",
    needs: [from],
    made: `This machine's own Rust (rustup, stable), in rustup's minimal profile, on ${from}; the version is older than the original's.`,
    async make(kit) {
      const tree = await prepareTree(kit);
      const version = (await readFile(join(tree, "version"), "utf8")).trim();
      const packages =
        "RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev && rm -rf /var/lib/apt/lists/*\n";
      await kit.build({
        contexts: { tree },
        dockerfile: `FROM ${from}
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo PATH=${BIN} RUST_VERSION=${version}
${isSlim ? packages : ""}COPY --from=tree rustup /usr/local/rustup
COPY --from=tree cargo /usr/local/cargo
RUN rustup --version && cargo --version && rustc --version
`,
      });
    },
  };
}

function tagsOf(suite: string, variant: string): readonly string[] {
  const tag = (...parts: readonly string[]) => parts.filter((part) => part !== "").join("-");
  const long = ["1", ""].map((version) => tag(version, variant, suite));
  const short = [tag("1", variant), variant === "" ? "latest" : variant];
  return (suite === SUITES[0] ? [...short, ...long] : long).map((name) => `rust:${name}`);
}

/** A folder with `rustup` and `cargo` as they lie in the original, and a file `version`. */
function prepareTree(kit: Kit): Promise<string> {
  return kit.keep(`rust-tree-${kit.definition}`, async (folder) => {
    const toolchain = join(
      process.env.RUSTUP_HOME ?? join(homedir(), ".rustup"),
      "toolchains",
      `stable-${TARGET}`,
    );
    const rustup = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin", "rustup");
    if (!existsSync(toolchain) || !existsSync(rustup)) {
      throw new Error("rust:1 is made of this machine's own Rust, and rustup has no stable toolchain here");
    }
    kit.say(`copying ${toolchain}`);
    await kit.run("sh", ["-ec", PREPARE, "sh", toolchain, rustup, folder, TARGET]);
  });
}

/** $1 the toolchain, $2 rustup, $3 the folder to fill, $4 the target. */
const PREPARE = `
version=$("$1/bin/rustc" --version | cut -d' ' -f2)
printf '%s\\n' "$version" > "$3/version"
to="$3/rustup/toolchains/$version-$4"
mkdir -p "$to/bin" "$3/cargo/bin" "$3/rustup/tmp"
for name in cargo rustc rustdoc rust-gdb rust-gdbgui rust-lldb; do cp -a "$1/bin/$name" "$to/bin/"; done
for name in etc lib libexec; do [ ! -e "$1/$name" ] || cp -a "$1/$name" "$to/"; done
rm -f "$to"/lib/rustlib/manifest-clippy* "$to"/lib/rustlib/manifest-rustfmt* "$to"/lib/rustlib/manifest-rust-docs*
sed -i '/^clippy/d; /^rustfmt/d; /^rust-docs/d' "$to/lib/rustlib/components"
printf 'version = "12"\\ndefault_toolchain = "%s"\\nprofile = "minimal"\\n\\n[overrides]\\n' "$version-$4" > "$3/rustup/settings.toml"
cp "$2" "$3/cargo/bin/rustup"
for name in cargo cargo-clippy cargo-fmt cargo-miri clippy-driver rls rust-analyzer rust-gdb rust-gdbgui rust-lldb rustc rustdoc rustfmt; do ln -s rustup "$3/cargo/bin/$name"; done
chmod -R a+w "$3/rustup" "$3/cargo"
`;
