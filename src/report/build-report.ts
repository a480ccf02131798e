/** All that shows builds and engines; loaded when it is asked for, so that other commands start without it. */
export async function loadBuildReport() {
  const [progress, result, engines, json, enginesJson] = await Promise.all([
    import("./terminal/build-progress.ts"),
    import("./terminal/build-result.ts"),
    import("./terminal/engines.ts"),
    import("./json/build.ts"),
    import("./json/engines.ts"),
  ]);
  return { ...progress, ...result, ...engines, ...json, ...enginesJson };
}

/** What shows builds and engines. */
export type BuildReporting = Awaited<ReturnType<typeof loadBuildReport>>;
