import { exampleSuite } from "./example-suite.ts";

// Docker has BuildKit inside, so that the everyday Dockerfiles are tried with it already; they stand on the largest bases.
await exampleSuite({
  builder: "buildctl",
  runner: "docker",
  whyNot: ({ isGood }) =>
    isGood ? undefined : "tried with the BuildKit inside Docker: its bases are the largest",
});
