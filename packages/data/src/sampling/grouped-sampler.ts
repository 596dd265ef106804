import { SeededRandom } from "@intentsmith/core";
import { composeBatch, type Batch, type SamplerInputs } from "./batch.ts";
import type { Sampler } from "./sampler.ts";

/**
 * All `C` pairs of a text in one batch, so that one encoding of a text serves `C` pairs. Texts are shuffled each
 * epoch; pairs stand text by text, labels in order; the last batch may be smaller.
 */
export class GroupedSampler implements Sampler {
  readonly batchesPerEpoch: number;
  readonly #inputs: SamplerInputs;
  readonly #batchTexts: number;

  constructor(inputs: SamplerInputs, batchTexts: number) {
    this.#inputs = inputs;
    this.#batchTexts = batchTexts;
    this.batchesPerEpoch = Math.ceil(inputs.exampleLabels.length / batchTexts);
  }

  *epoch(index: number, firstBatch = 0): Iterable<Batch> {
    const { exampleLabels, labelCount, seed } = this.#inputs;
    const random = new SeededRandom(`${seed}/sampler/${index}`);
    const order = random.shuffle(Int32Array.from(exampleLabels.keys()));
    for (let batch = firstBatch; batch < this.batchesPerEpoch; batch++) {
      const texts = order.subarray(batch * this.#batchTexts, (batch + 1) * this.#batchTexts);
      const pairs = texts.length * labelCount;
      const pairExamples = Int32Array.from({ length: pairs }, (_, pair) => texts[Math.floor(pair / labelCount)] ?? 0);
      const pairLabels = Int32Array.from({ length: pairs }, (_, pair) => pair % labelCount);
      yield composeBatch(this.#inputs, pairExamples, pairLabels);
    }
  }
}
