import { onnxruntimeEngine, type Engine, type Tensor } from "@intentsmith/graph";

/** What one training step was fed: numbers copied, since the memory behind them is used again. */
export type StepFeeds = Record<string, { shape: readonly number[]; values: number[] }>;

/**
 * onnxruntime on one thread that keeps what training steps are fed, of the inputs whose names match. A run is a training
 * step if it has `into` buffers: only steps reuse the memory of their gradients.
 */
export function recordingEngine(names: RegExp): { engine: Engine; steps: StepFeeds[] } {
  const onnxruntime = onnxruntimeEngine({ threads: 1 });
  const steps: StepFeeds[] = [];
  const copy = ([name, { shape, data }]: [string, Tensor]): [string, StepFeeds[string]] => [
    name,
    { shape, values: Array.from(data, Number) },
  ];
  const engine: Engine = {
    ...onnxruntime,
    createSession: async (graph) => {
      const session = await onnxruntime.createSession(graph);
      return {
        release: () => session.release(),
        run: (feeds, options) => {
          if (options?.into !== undefined) {
            steps.push(
              Object.fromEntries(
                Object.entries(feeds)
                  .filter(([name]) => names.test(name))
                  .map(copy),
              ),
            );
          }
          return session.run(feeds, options);
        },
      };
    },
  };
  return { engine, steps };
}
