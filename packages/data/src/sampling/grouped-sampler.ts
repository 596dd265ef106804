import { SeededRandom } from "@intentsmith/core";
import { composeBatch, type Batch, type SamplerInputs } from "./batch.ts";
import type { Sampler } from "./sampler.ts";

/**
 * All `C` pairs of a text in one batch, so that one encoding of a text serves `C` pairs. Texts are shuffled each
 * epoch; pairs stand text by text, labels in order; the last batch may be smaller. With `textsTogether` m, m texts of a label
 * (of its last ones fewer) stand side by side, for losses that compare texts with texts.
 */
export class GroupedSampler implements Sampler {
  readonly batchesPerEpoch: number;
  readonly #inputs: SamplerInputs;
  readonly #batchTexts: number;
  readonly #textsTogether: number;

  constructor(inputs: SamplerInputs, { batchTexts, textsTogether = 1 }: GroupedSizes) {
    this.#inputs = inputs;
    this.#batchTexts = batchTexts;
    this.#textsTogether = textsTogether;
    this.batchesPerEpoch = Math.ceil(inputs.exampleLabels.length / batchTexts);
  }

  *epoch(index: number, firstBatch = 0): Iterable<Batch> {
    const { exampleLabels, labelCount, seed, pairs = true } = this.#inputs;
    const random = new SeededRandom(`${seed}/sampler/${index}`);
    const shuffled = random.shuffle(Int32Array.from(exampleLabels.keys()));
    const order = this.#textsTogether === 1 ? shuffled : this.#together(shuffled, random);
    for (let batch = firstBatch; batch < this.batchesPerEpoch; batch++) {
      const texts = order.slice(batch * this.#batchTexts, (batch + 1) * this.#batchTexts);
      const P = pairs ? texts.length * labelCount : 0;
      yield composeBatch(this.#inputs, texts, {
        examples: Int32Array.from({ length: P }, (_, pair) => texts[Math.floor(pair / labelCount)] ?? 0),
        labels: Int32Array.from({ length: P }, (_, pair) => pair % labelCount),
      });
    }
  }

  /** The same examples, those of a label in groups, the groups in random order. */
  #together(shuffled: Int32Array, random: SeededRandom): Int32Array {
    const { exampleLabels, labelCount } = this.#inputs;
    const byLabel = Array.from({ length: labelCount }, (): number[] => []);
    for (const example of shuffled) byLabel[exampleLabels[example] as number]?.push(example);
    const groups = byLabel.flatMap((examples) =>
      Array.from({ length: Math.ceil(examples.length / this.#textsTogether) }, (_, i) =>
        examples.slice(i * this.#textsTogether, (i + 1) * this.#textsTogether),
      ),
    );
    return Int32Array.from(random.shuffle(groups).flat());
  }
}

interface GroupedSizes {
  batchTexts: number;
  textsTogether?: number | undefined;
}
