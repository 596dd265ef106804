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
    const { exampleLabels, labelCount, seed, pairs = true } = this.#inputs;
    const random = new SeededRandom(`${seed}/sampler/${index}`);
    const order = random.shuffle(Int32Array.from(exampleLabels.keys()));
    for (let batch = firstBatch; batch < this.batchesPerEpoch; batch++) {
      const texts = order.slice(batch * this.#batchTexts, (batch + 1) * this.#batchTexts);
      const P = pairs ? texts.length * labelCount : 0;
      yield composeBatch(this.#inputs, texts, {
        examples: Int32Array.from({ length: P }, (_, pair) => texts[Math.floor(pair / labelCount)] ?? 0),
        labels: Int32Array.from({ length: P }, (_, pair) => pair % labelCount),
      });
    }
  }
}
