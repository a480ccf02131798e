/** All that shows fixes; loaded when it is asked for, so that other commands start without it. */
export async function loadFixReport() {
  const [file, summary, json] = await Promise.all([
    import("./terminal/fixed-file.ts"),
    import("./terminal/fix-summary.ts"),
    import("./json/fix.ts"),
  ]);
  return { ...file, ...summary, ...json };
}

/** What shows fixes. */
export type FixReporting = Awaited<ReturnType<typeof loadFixReport>>;
