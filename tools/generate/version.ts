import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "./header.ts";

/** The module that holds the version, so that the program reads no file beside itself at run time. */
export function generateVersion(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  if (typeof version !== "string") throw new Error("package.json has no version");
  return `${HEADER}/** The version of this package. */\nexport const version = ${JSON.stringify(version)};\n`;
}
