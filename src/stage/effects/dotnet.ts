import { readWords } from "../command-line.ts";
import { homeFolder, install, namedPackages, pathOf, splitAt, textOf } from "../language-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-c --configuration -o --output -r --runtime -f --framework -s --source --version -v --verbosity --tool-path -a --arch --os".split(
      " ",
    ),
  ),
};

/** `dotnet`: packages that are restored, programs that are built, tools that are installed. */
export const effect = defineEffect({
  names: ["dotnet"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const action = operands[0]?.literal ?? "";
    const output = values.get("-o") ?? values.get("--output");
    if (action === "restore" || action === "build" || action === "publish" || action === "tool") {
      const named = action === "restore" ? machine.text(operands[1]) : undefined;
      install(machine, {
        manager: "dotnet",
        action,
        options,
        packages: action === "tool" ? namedPackages(operands.slice(2), splitAt) : [],
        isFrozen: options.has("--locked-mode") ? "yes" : "maybe",
        needsSources: action === "restore" ? "no" : "yes",
        reads:
          named === undefined
            ? []
            : [
                {
                  path: machine.resolve(named),
                  word: operands[1],
                  exists: machine.lookUp(machine.resolve(named) ?? "/").exists,
                },
              ],
        cache: homeFolder(use, machine, ".nuget/packages", "NUGET_PACKAGES"),
        target: pathOf(machine, values.get("--tool-path")) ?? machine.workdir,
      });
      const path = textOf(machine, output) === undefined ? undefined : pathOf(machine, output);
      if (action === "publish" || action === "build") {
        machine.note({ kind: "build", tool: "dotnet", output: path });
        if (path !== undefined) machine.fill(path);
        machine.open();
      }
    } else if (action !== "nuget" && !options.has("--version") && !options.has("--info")) machine.open();
  },
});
