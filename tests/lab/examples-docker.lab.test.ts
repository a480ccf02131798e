import { exampleSuite } from "./example-suite.ts";

await exampleSuite({ builder: "docker", runner: "docker" });
