import { readWords } from "../command-line.ts";
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
    else machine.write(output, { kind: "file", mode: 0o755 });
  },
});

const COMPILERS: ReadonlySet<string> = new Set(["gcc", "g++", "cc", "c++", "clang", "clang++"]);
