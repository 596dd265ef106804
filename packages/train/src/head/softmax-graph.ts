import { gemm, GraphBuilder, oneHotLike, type Engine, type Session, type Tensor } from "@intentsmith/graph";

/** Most logits in one run: bounds memory, however many texts and labels there are. */
const mostLogits = 4_000_000;

/**
 * Cross-entropy of logits W·x + b over rows, its gradient, and the logits: one graph, run natively in blocks of rows, the
 * sums over blocks in float64.
 */
export class SoftmaxGraph {
  readonly #session: Session;
  /** Rows in one run. */
  readonly #blockRows: number;

  private constructor(session: Session, blockRows: number) {
    this.#session = session;
    this.#blockRows = blockRows;
  }

  /** width: H, labelCount: C. */
  static async create(engine: Engine, width: number, labelCount: number): Promise<SoftmaxGraph> {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", ["B", width]);
    const label = g.input("label", "int64", ["B"]);
    const rowWeight = g.input("row_weight", "float32", ["B", 1]);
    const weights = g.input("weights", "float32", [labelCount, width]);
    const bias = g.input("bias", "float32", [labelCount]);
    const logits = gemm(g, x, weights, bias, { transB: true });
    const shifted = logits.sub(logits.max([-1], true));
    const logSum = shifted.exp().sum([-1], true).log();
    const target = oneHotLike(g, label, bias);
    const own = shifted.mul(target).sum([-1], true);
    const rowLoss = logSum.sub(own).mul(rowWeight);
    const residual = shifted.sub(logSum).exp().sub(target).mul(rowWeight);
    const outputs = {
      logits,
      row_loss: rowLoss,
      weights_gradient: gemm(g, residual, x, undefined, { transA: true }),
      bias_gradient: residual.sum([0]),
    };
    for (const [name, value] of Object.entries(outputs)) g.rename(value, name);
    const session = await engine.createSession(g.build(Object.values(outputs)));
    return new SoftmaxGraph(session, Math.max(1, Math.floor(mostLogits / labelCount)));
  }

  /**
   * Runs rows x [N, H] with their labels and weights [N] at parameters (W [C, H], then b [C]).
   * @returns Σ weight · cross-entropy, its gradient in the parameters' order, and the logits [N, C].
   */
  async run(
    { x, labels, rowWeights, width, labelCount }: SoftmaxRows,
    parameters: Float64Array,
    logits?: Float32Array,
  ): Promise<{ loss: number; gradient: Float64Array }> {
    const weightCount = labelCount * width;
    const model = {
      weights: float32([labelCount, width], Float32Array.from(parameters.subarray(0, weightCount))),
      bias: float32([labelCount], Float32Array.from(parameters.subarray(weightCount))),
    };
    const gradient = new Float64Array(parameters.length);
    let loss = 0;
    for (let start = 0; start < labels.length; start += this.#blockRows) {
      const end = Math.min(labels.length, start + this.#blockRows);
      const rows = end - start;
      const outputs = await this.#session.run({
        ...model,
        x: float32([rows, width], x.subarray(start * width, end * width)),
        label: { dtype: "int64", shape: [rows], data: BigInt64Array.from(labels.subarray(start, end), BigInt) },
        row_weight: float32([rows, 1], rowWeights.subarray(start, end)),
      });
      const of = (name: string): Float32Array => outputs[name]?.data as Float32Array;
      for (const value of of("row_loss")) loss += value;
      addTo(gradient, of("weights_gradient"), 0);
      addTo(gradient, of("bias_gradient"), weightCount);
      logits?.set(of("logits"), start * labelCount);
    }
    return { loss, gradient };
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

export interface SoftmaxRows {
  /** [N, H] */
  x: Float32Array;
  /** [N], 0 … C−1 */
  labels: Int32Array;
  /** [N], at least 0 */
  rowWeights: Float32Array;
  /** H */
  width: number;
  /** C */
  labelCount: number;
}

const float32 = (shape: number[], data: Float32Array): Tensor => ({ dtype: "float32", shape, data });

function addTo(sum: Float64Array, part: Float32Array, at: number): void {
  for (let i = 0; i < part.length; i++) sum[at + i] = (sum[at + i] as number) + (part[i] as number);
}
