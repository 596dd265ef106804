import { SeededRandom } from "@intentsmith/core";
import { composeBatch, type Batch, type SamplerInputs } from "./batch.ts";
import type { Sampler } from "./sampler.ts";

/** All `N·C` pairs in random order, `batchPairs` a batch; the last batch may be smaller. */
export class ShuffledSampler implements Sampler {
  readonly batchesPerEpoch: number;
  readonly #inputs: SamplerInputs;
  readonly #batchPairs: number;

  constructor(inputs: SamplerInputs, batchPairs: number) {
    this.#inputs = inputs;
    this.#batchPairs = batchPairs;
    this.batchesPerEpoch = Math.ceil((inputs.exampleLabels.length * inputs.labelCount) / batchPairs);
  }

  *epoch(index: number, firstBatch = 0): Iterable<Batch> {
    const { exampleLabels, labelCount, seed } = this.#inputs;
    const random = new SeededRandom(`${seed}/sampler/${index}`);
    const order = random.shuffle(new Uint32Array(exampleLabels.length * labelCount).map((_, pair) => pair));
    for (let batch = firstBatch; batch < this.batchesPerEpoch; batch++) {
      const pairs = order.subarray(batch * this.#batchPairs, (batch + 1) * this.#batchPairs);
      const pairExamples = Int32Array.from(pairs, (pair) => Math.floor(pair / labelCount));
      yield composeBatch(this.#inputs, Int32Array.from(new Set(pairExamples)), {
        examples: pairExamples,
        labels: Int32Array.from(pairs, (pair) => pair % labelCount),
      });
    }
  }
}
