/**
 * Bundles the command line into `dist/plimsoll.cjs`, the one file that a package needs to run: no
 * dependency is installed with it and none can be missing. Beside it lie the licences of what it holds.
 *
 * What the program imports lazily stays lazy: such a module is inside the file, and runs at its first use.
 */
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { bundledPackages, renderLicences } from "./bundle/licences.ts";

/** Writes `dist/` anew below `root`. Throws when something does not bundle or a package has no licence. */
export async function bundle(root: string): Promise<{ readonly bytes: number; readonly packages: number }> {
  const folder = join(root, "dist");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "plimsoll.cjs");
  const { metafile, outputFiles, warnings } = await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/main.ts"],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    // The oldest Node.js that the package's manifest admits.
    target: "node22.22",
    minifyWhitespace: true,
    minifySyntax: true,
    // Names stay, so that the stack of a bug report can be read.
    minifyIdentifiers: false,
    legalComments: "external",
    // The launcher reads the file without decoding it.
    charset: "ascii",
    metafile: true,
    write: false,
    plugins: [startNoProcesses()],
    logLevel: "warning",
  });
  // The likeliest one is import.meta, which has no meaning here: the program finds no file beside itself.
  if (warnings.length > 0) throw new Error("the bundle has warnings, see above");
  const code = outputFiles.find(({ path }) => path === outfile)?.text ?? "";
  if (/[^\x00-\x7f]/.test(code))
    throw new Error("the bundle is not ASCII, and the launcher would misread it");
  // By this digest the launcher knows the compiled code that belongs to the bundle.
  const digest = createHash("sha256").update(code).digest("hex").slice(0, 16);
  // A function, as Node.js makes one of every module: the launcher puts no text of this size together.
  const text = `// ${digest}\n(function (exports, require, module) {${code}\n})\n`;
  for (const { path, contents } of outputFiles) writeFileSync(path, path === outfile ? text : contents);
  const packages = bundledPackages(root, Object.keys(metafile.inputs));
  writeFileSync(join(folder, "THIRD_PARTY_LICENSES.txt"), renderLicences(packages));
  return { bytes: text.length, packages: packages.length };
}

/**
 * Commander starts other programs for subcommands that live in files of their own, of which there are none
 * here. Loading the module for it, and the network modules below that, would cost every command 4 ms.
 */
function startNoProcesses(): Plugin {
  const namespace = "absent";
  return {
    name: "start-no-processes",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^(?:node:)?child_process$/ }, ({ importer, path }) => {
        return /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path, namespace } : undefined;
      });
      onLoad({ filter: /^/, namespace }, () => ({
        contents: 'exports.spawn = () => { throw new Error("no subcommand is a program of its own"); };',
      }));
    },
  };
}

if (import.meta.main) {
  const { bytes, packages } = await bundle(fileURLToPath(new URL("..", import.meta.url)));
  process.stdout.write(
    `bundle: dist/plimsoll.cjs, ${Math.ceil(bytes / 1024)} kB, ${packages} packages inside\n`,
  );
}
