import type { Engine } from "@intentsmith/graph";
import { lbfgs } from "./lbfgs.ts";
import { SoftmaxGraph, type SoftmaxRows } from "./softmax-graph.ts";

export interface LogisticOptions {
  /** Inverse strength of the L2 penalty, as scikit-learn has it; larger: closer to the data. */
  c: number;
  /** Parameters to begin with: W [C, H], then b [C]. */
  start?: Float64Array;
  tolerance?: number;
  maxIterations?: number;
}

/**
 * Multinomial logistic regression: minimises Σ_i r_i · cross-entropy_i + ‖W‖² / (2·c) (the bias is not penalised), the
 * objective of scikit-learn's LogisticRegression (solver lbfgs), divided by Σ r_i for the step sizes. The penalty counts
 * twice for two labels, as there.
 * @returns W [C, H], then b [C]. Equal rows and weights give equal bits.
 */
export async function fitLogistic(
  graph: SoftmaxGraph,
  rows: SoftmaxRows,
  { c, start, ...options }: LogisticOptions,
): Promise<Float64Array> {
  const weightCount = rows.labelCount * rows.width;
  const total = rows.rowWeights.reduce((sum, weight) => sum + weight, 0);
  // Of two labels scikit-learn trains one vector w, here ±w/2: half of its penalty.
  const penalty = (rows.labelCount === 2 ? 2 : 1) / (c * total);
  const { point } = await lbfgs(
    async (parameters) => {
      const { loss, gradient } = await graph.run(rows, parameters);
      let squares = 0;
      for (let i = 0; i < gradient.length; i++) {
        const parameter = i < weightCount ? (parameters[i] as number) : 0;
        squares += parameter * parameter;
        gradient[i] = (gradient[i] as number) / total + penalty * parameter;
      }
      return { value: loss / total + (penalty / 2) * squares, gradient };
    },
    start ?? new Float64Array(weightCount + rows.labelCount),
    options,
  );
  return point;
}

/** Opens a graph for these rows, hands it out, and releases it. */
export async function withSoftmaxGraph<T>(
  engine: Engine,
  { width, labelCount }: Pick<SoftmaxRows, "width" | "labelCount">,
  use: (graph: SoftmaxGraph) => Promise<T>,
): Promise<T> {
  const graph = await SoftmaxGraph.create(engine, width, labelCount);
  try {
    return await use(graph);
  } finally {
    await graph.release();
  }
}
