import type { Whether } from "../../base/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import type { Libc } from "../content.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

/** Compilers and what drives them: they write wherever their build files say. */
export const effect = defineEffect({
  names: (
    "make gmake cmake ninja meson scons configure autoreconf autogen.sh bootstrap automake autoconf libtoolize bjam " +
    "b2 gcc g++ cc c++ clang clang++ ld ar qmake qmake6 xbuild msbuild waf bazel"
  ).split(" "),
  apply: (use, machine) => {
    const { values } = readWords(use, { valued: new Set(["-o"]) });
    const given = COMPILERS.has(use.name ?? "") ? values.get("-o") : undefined;
    const output = given === undefined || typeof given === "string" ? undefined : machine.path(given);
    machine.note({ kind: "build", tool: use.name ?? "", output });
    if (output === undefined) machine.open();
    else if (isProgram(use)) {
      const linked = { isStatic: whetherStatic(use), libc: libcOf(machine), isStripped: "maybe" } as const;
      machine.write(output, {
        kind: "file",
        mode: 0o755,
        content: { kind: "binary", language: "c", ...linked },
      });
    } else machine.write(output, { kind: "file" });
  },
});

const COMPILERS: ReadonlySet<string> = new Set(["gcc", "g++", "cc", "c++", "clang", "clang++"]);

/** Words with which a compiler stops before a program is linked, or links a library. */
const NO_PROGRAM = /^-(?:c|S|E|M|MM|shared|r|fsyntax-only)$/;

function isProgram({ words }: CommandUse): boolean {
  return words.every(({ literal }) => literal !== undefined && !NO_PROGRAM.test(literal));
}

/** What is told of linking in other words than `-static`, or by variables, is nobody's guess. */
function whetherStatic({ words }: CommandUse): Whether {
  if (words.some(({ literal }) => literal === "-static" || literal === "-static-pie")) return "yes";
  const isPlain = words.every(
    ({ literal }) => !/^-(?:Wl,|Xlinker|nostdlib|specs|T$|target)|\$/.test(literal ?? "$"),
  );
  return isPlain ? "no" : "maybe";
}

function libcOf({ state: { base } }: Machine): Libc | undefined {
  const libc = base.kind === "known" ? base.image.libc : undefined;
  return libc === "glibc" || libc === "musl" ? libc : undefined;
}
