import type { Engine } from "../../src/engine/index.ts";

/** An engine whose builds and containers end with a signal. */
export function stoppable(engine: Engine, signal: AbortSignal): Engine {
  const { kind, version, builder, isDefault, features } = engine;
  return {
    ...{ kind, version, builder, isDefault, features },
    describeBuild: (request) => engine.describeBuild(request),
    build: (request, onEvent) => engine.build(request, onEvent, signal),
    run: (request) => engine.run(request, signal),
  };
}
