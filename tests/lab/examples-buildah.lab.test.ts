import { exampleSuite } from "./example-suite.ts";

// The everyday Dockerfiles have nothing in them that buildah reads in a way of its own, and stand on the largest bases,
// which it would unpack a third time.
await exampleSuite({
  builder: "buildah",
  runner: "podman",
  whyNot: ({ isGood }) =>
    isGood ? undefined : "tried with Docker and BuildKit: its bases would be unpacked a third time",
});
