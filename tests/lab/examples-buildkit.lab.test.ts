import { exampleSuite } from "./example-suite.ts";

await exampleSuite({ builder: "buildctl", runner: "docker" });
