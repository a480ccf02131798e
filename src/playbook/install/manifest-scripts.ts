/** The scripts that a `package.json` names; undefined where the text is none. */
export function readScripts(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== "object" || manifest === null || !("scripts" in manifest)) return undefined;
    const { scripts } = manifest;
    if (typeof scripts !== "object" || scripts === null) return undefined;
    return new Map(
      Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return undefined;
  }
}
