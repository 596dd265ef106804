import type { Engine, Session, Tensor } from "@intentsmith/graph";
import { packedFeeds, packSequences, type BiEncoderShape, type Floats } from "@intentsmith/model";
import { DropoutMasks, type DropoutRates } from "./dropout-masks.ts";
import type { FrozenActivations } from "./frozen-activations.ts";
import type { Objective } from "../losses/loss.ts";
import { buildStepGraph, type StepGraph } from "./step-graph.ts";
import type { TrainableParameters } from "./trainable-parameters.ts";

export interface StepOutcome {
  loss: number;
  /** The loss's own counters (hard pairs, …). */
  statistics: Record<string, number>;
  /** T */
  tokenCount: number;
}

export interface TrainingStepOptions {
  engine: Engine;
  shape: BiEncoderShape;
  parameters: TrainableParameters;
  objective: Objective;
  dropout: DropoutRates;
  /** Seed of the dropout masks. */
  seed: number;
  /** Length buckets for attention (default 6). */
  maxBuckets?: number;
  /** Outputs of the layers that are not trained, if there are any. */
  frozen?: FrozenActivations | undefined;
}

/**
 * Runs forward and backward pass of a batch in one `session.run` and leaves all gradients in `parameters.gradients`.
 * A graph is compiled per bucket count and kept.
 */
export class TrainingStep {
  readonly #options: TrainingStepOptions;
  readonly #masks: DropoutMasks;
  readonly #compiled = new Map<number, { step: StepGraph; session: Promise<Session> }>();
  #rows: Floats;

  constructor(options: TrainingStepOptions) {
    this.#options = options;
    this.#masks = new DropoutMasks(options.dropout, options.shape.config, options.frozen?.layers);
    this.#rows = options.parameters.arena.data.subarray(0, 0);
  }

  /**
   * @param sequences token ids of the batch's U distinct sequences.
   * @param objectiveFeeds the graph inputs that the objective declared.
   * @param step number of the step: with the seed, the key of the dropout masks.
   */
  async run(
    sequences: readonly Int32Array[],
    objectiveFeeds: Record<string, Tensor>,
    step: number,
  ): Promise<StepOutcome> {
    const { parameters, shape, seed, maxBuckets = 6, frozen } = this.#options;
    const H = shape.config.hiddenSize;
    const packed = packSequences(sequences, maxBuckets);
    const { step: names, session } = this.#compile(packed.buckets.length);
    const compactIds = parameters.compact(packed.inputIds);
    const rows = this.#rowBuffer(packed.tokenCount * H);
    const into: Record<string, Tensor> = {};
    for (const spec of parameters.dense) {
      into[names.gradients.get(spec.name) as string] = parameters.gradientBuffer(spec);
    }
    if (names.embeddingSumGradient !== undefined) {
      into[names.embeddingSumGradient] = { dtype: "float32", shape: [packed.tokenCount, H], data: rows };
    }
    const feeds = {
      ...parameters.feeds(),
      ...packedFeeds({ ...packed, inputIds: compactIds }, shape.config.headCount, shape.pooling),
      ...frozen?.feeds(sequences),
      ...objectiveFeeds,
      ...this.#masks.feeds(packed, { seed, step }),
    };
    const outputs = await (await session).run(feeds, { into });
    for (const [name, { data: buffer }] of Object.entries(into)) {
      copyIfElsewhere(outputs[name]?.data as Floats, buffer as Floats);
    }
    if (frozen === undefined) parameters.accumulateTables(rows, packed.inputIds, compactIds, packed.positionIds);
    const scalar = (name: string): number => Number(outputs[name]?.data[0]);
    return {
      loss: scalar(names.loss),
      statistics: Object.fromEntries(Object.entries(names.statistics).map(([key, name]) => [key, scalar(name)])),
      tokenCount: packed.tokenCount,
    };
  }

  async release(): Promise<void> {
    const sessions = [...this.#compiled.values()];
    this.#compiled.clear();
    for (const { session } of sessions) await (await session).release();
  }

  #compile(bucketCount: number): { step: StepGraph; session: Promise<Session> } {
    let compiled = this.#compiled.get(bucketCount);
    if (compiled === undefined) {
      const { engine, shape, parameters, dropout, objective, frozen } = this.#options;
      const config = { ...shape.config, ...parameters.tableSizes };
      const step = buildStepGraph({
        shape: { ...shape, config },
        dense: parameters.dense,
        bucketCount,
        dropout,
        objective,
        frozenLayers: frozen?.layers ?? 0,
      });
      compiled = { step, session: engine.createSession(step.graph) };
      this.#compiled.set(bucketCount, compiled);
    }
    return compiled;
  }

  #rowBuffer(size: number): Floats {
    if (this.#rows.length < size) {
      const capacity = Math.ceil(size * 1.25);
      this.#rows =
        this.#options.parameters.arena.data instanceof Float64Array
          ? new Float64Array(capacity)
          : new Float32Array(capacity);
    }
    return this.#rows.subarray(0, size);
  }
}

/** An engine that does not write in place (the reference) hands back its own memory. */
function copyIfElsewhere(result: Floats, buffer: Floats): void {
  if (result !== buffer) buffer.set(result);
}
