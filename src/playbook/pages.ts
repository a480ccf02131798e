/** The texts that `plimsoll explain` prints; loaded only when one is asked for. */
export interface Pages {
  readonly rule: (name: string) => string | undefined;
  readonly practice: (name: string) => string | undefined;
  /** The sentence of an error code. */
  readonly code: (code: string) => string | undefined;
  readonly codes: readonly string[];
}

/** Loads all pages and sentences. */
export async function loadPages(): Promise<Pages> {
  const [{ pages, practicePages }, { codes }] = await Promise.all([
    import("./generated/pages.ts"),
    import("./generated/codes.ts"),
  ]);
  return {
    rule: (name) => pages.get(name)?.(),
    practice: (name) => practicePages.get(name)?.(),
    code: (code) => codes.get(code),
    codes: [...codes.keys()],
  };
}
