import type { RunFact } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { bottomStage, imageName } from "../image/image-name.ts";
import { stagesOf } from "../install/build-tools.ts";
import { placeAt, placeOfKeyword } from "../place.ts";
import { isForDevelopment } from "../shipped-stages.ts";

/** Reports shipped Python images on Alpine that need a compiler: what is built there is built from source. */
export const rule = defineRule({
  name: "musl-with-native-python",
  practice: "minimal-base",
  severity: "information",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { base } = stage.start;
    if (stage.role !== "shipped" || isForDevelopment(stage, evaluated)) return;
    if (base.kind !== "known" || base.image.libc !== "musl") return;
    // A compiler beside another language is there for that one.
    if (base.image.role !== "os" && !base.image.interpreters.some(({ language }) => language === "python"))
      return;
    const facts = stagesOf(stage).flatMap(({ steps }) =>
      steps.flatMap(({ run }): readonly RunFact[] => run?.facts ?? []),
    );
    const compiler = facts.flatMap(compilersOf)[0];
    const isPython = facts.some((fact) => fact.kind === "language-packages" && MANAGERS.has(fact.manager));
    if (compiler === undefined || !isPython) return;
    const { from } = stage.section;
    const { dockerfile } = evaluated;
    report({
      at:
        bottomStage(stage) === stage
          ? placeAt(dockerfile, from, from.image.span)
          : placeOfKeyword(dockerfile, from),
      message: `${imageName(stage)} needs ${compiler} to install Python packages, which are compiled from source here`,
    });
  },
});

const MANAGERS: ReadonlySet<string> = new Set(["pip", "pipenv", "poetry", "uv", "pdm"]);

function compilersOf(fact: RunFact): readonly string[] {
  if (fact.kind !== "os-packages" || fact.action !== "install") return [];
  return fact.packages.flatMap(({ name }) =>
    /^(?:gcc|g\+\+|build-base|gfortran|rust|cargo|alpine-sdk)$/.test(name) ? [name] : [],
  );
}
