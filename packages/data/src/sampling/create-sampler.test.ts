import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thrown } from "../testing/thrown.ts";
import type { Batch, SamplerInputs } from "./batch.ts";
import { createSampler } from "./create-sampler.ts";
import type { SettledSamplerConfig } from "./sampler-config.ts";
import { buildSequenceTable } from "./sequence-table.ts";

/** Texts from a small alphabet, so that some repeat and some equal label words. */
const inputsArbitrary = fc
  .record({
    labelCount: fc.integer({ min: 2, max: 6 }),
    rows: fc.array(fc.tuple(fc.nat(11), fc.nat(5)), { minLength: 1, maxLength: 25 }),
    seed: fc.integer(),
  })
  .map(({ labelCount, rows, seed }) => inputsOf(labelCount, rows, seed));

function inputsOf(labelCount: number, rows: readonly (readonly [number, number])[], seed: number): SamplerInputs {
  const labelWords = Array.from({ length: labelCount }, (_, label) => `word ${label}`);
  const examples = rows.map(([text, label], index) => ({
    id: `f:${index}`,
    where: `f: row ${index}`,
    text: `word ${text}`,
    label: `label ${label % labelCount}`,
    split: "train" as const,
    source: "f",
  }));
  const exampleLabels = Int32Array.from(rows, ([, label]) => label % labelCount);
  return { table: buildSequenceTable(examples, { labelWords }), exampleLabels, labelCount, seed };
}

function pairsOf(batch: Batch, inputs: SamplerInputs): string[] {
  const stringAt = (position: number | undefined): string =>
    String(inputs.table.inputs[batch.sequences[position ?? -1] ?? -1] ?? "nowhere");
  return Array.from(
    batch.target,
    (target, pair) => `${stringAt(batch.left[pair])} | ${stringAt(batch.right[pair])} | ${target}`,
  );
}

/** The slow twin: all pairs listed out as strings. */
function allPairs({ table, exampleLabels }: SamplerInputs): string[] {
  return Array.from(table.textOf).flatMap((text, example) =>
    Array.from(
      table.labelOf,
      (words, label) => `${table.inputs[text]} | ${table.inputs[words]} | ${exampleLabels[example] === label ? 1 : 0}`,
    ),
  );
}

const configs: SettledSamplerConfig[] = [
  { type: "grouped", batchTexts: 4 },
  { type: "grouped", batchTexts: 1 },
  { type: "grouped", batchTexts: 4, textsTogether: 3 },
  { type: "shuffled", batchPairs: 7 },
  { type: "shuffled", batchPairs: 1000 },
];

describe.each(configs)("%j", (config) => {
  test("an epoch holds each of the N·C pairs once, in as many batches as promised", () => {
    fc.assert(
      fc.property(inputsArbitrary, fc.nat(3), (inputs, epoch) => {
        const sampler = createSampler(config, inputs);
        const batches = [...sampler.epoch(epoch)];
        expect(batches).toHaveLength(sampler.batchesPerEpoch);
        expect(batches.flatMap((batch) => pairsOf(batch, inputs)).sort()).toEqual(allPairs(inputs).sort());
      }),
    );
  });

  test("each sequence of a batch stands once, labels last and by number, and every one is used", () => {
    fc.assert(
      fc.property(inputsArbitrary, (inputs) => {
        for (const batch of createSampler(config, inputs).epoch(0)) {
          expect(new Set(batch.sequences).size).toBe(batch.sequences.length);
          expect(new Set([...batch.left, ...batch.right]).size).toBe(batch.sequences.length);
          const labelPositions = [...new Set(batch.right)].sort((a, b) => a - b);
          const firstLabel = batch.sequences.length - labelPositions.length;
          expect(labelPositions[0]).toBe(firstLabel);
          const labels = Array.from(batch.sequences.subarray(firstLabel), (index) =>
            inputs.table.labelOf.indexOf(index),
          );
          expect(labels).toEqual([...labels].sort((a, b) => a - b));
        }
      }),
    );
  });

  test("each example of a batch stands once, with the place of its text and its own label", () => {
    fc.assert(
      fc.property(inputsArbitrary, (inputs) => {
        for (const { examples, texts, labels, sequences } of createSampler(config, inputs).epoch(0)) {
          expect(new Set(examples).size).toBe(examples.length);
          expect([...texts].map((at) => sequences[at])).toEqual([...examples].map((i) => inputs.table.textOf[i]));
          expect([...labels]).toEqual([...examples].map((example) => inputs.exampleLabels[example]));
        }
      }),
    );
  });

  test("seed and epoch decide everything, so a run can go on from any batch", () => {
    fc.assert(
      fc.property(inputsArbitrary, fc.nat(5), (inputs, skip) => {
        const sampler = createSampler(config, inputs);
        const batches = [...sampler.epoch(1)];
        expect([...createSampler(config, inputs).epoch(1, skip)]).toEqual(batches.slice(skip));
        expect([...sampler.epoch(1)]).toEqual(batches);
      }),
    );
  });

  test("another epoch and another seed give another order", () => {
    const rows = Array.from({ length: 30 }, (_, index) => [index, index % 3] as const);
    const first = (seed: number, epoch: number): number[] =>
      [...createSampler(config, inputsOf(3, rows, seed)).epoch(epoch)].flatMap((batch) => Array.from(batch.examples));
    expect(first(1, 0)).toEqual(first(1, 0));
    expect(first(1, 1)).not.toEqual(first(1, 0));
    expect(first(2, 0)).not.toEqual(first(1, 0));
  });
});

test("grouped keeps all pairs of a text together, text by text, labels in order", () => {
  fc.assert(
    fc.property(inputsArbitrary, fc.integer({ min: 1, max: 30 }), (inputs, batchTexts) => {
      const batches = [...createSampler({ type: "grouped", batchTexts }, inputs).epoch(0)];
      const examples = batches.flatMap((batch) => [...batch.examples]);
      expect([...examples].sort((a, b) => a - b)).toEqual([...inputs.exampleLabels.keys()]);
      for (const batch of batches) {
        expect(batch.target).toHaveLength(batch.examples.length * inputs.labelCount);
        for (const [pair, right] of batch.right.entries()) {
          const example = batch.examples[Math.floor(pair / inputs.labelCount)] ?? -1;
          expect(batch.sequences[batch.left[pair] ?? -1]).toBe(inputs.table.textOf[example]);
          expect(batch.sequences[right]).toBe(inputs.table.labelOf[pair % inputs.labelCount]);
        }
      }
      expect(batches.slice(0, -1).every((batch) => batch.examples.length === batchTexts)).toBe(true);
    }),
  );
});

test("grouped without pairs has the same texts in the same batches, each once, and no label words", () => {
  fc.assert(
    fc.property(inputsArbitrary, fc.integer({ min: 1, max: 30 }), (inputs, batchTexts) => {
      const withPairs = [...createSampler({ type: "grouped", batchTexts }, inputs).epoch(0)];
      const batches = [...createSampler({ type: "grouped", batchTexts }, { ...inputs, pairs: false }).epoch(0)];
      expect(batches.map(({ examples, labels }) => ({ examples, labels }))).toEqual(
        withPairs.map(({ examples, labels }) => ({ examples, labels })),
      );
      for (const { sequences, examples, left, right, target } of batches) {
        expect([...sequences]).toEqual([...new Set([...examples].map((example) => inputs.table.textOf[example]))]);
        expect([left.length, right.length, target.length]).toEqual([0, 0, 0]);
      }
    }),
  );
});

test("textsTogether puts so many texts of a label side by side, fewer only at a label's end, in an order of chance", () => {
  fc.assert(
    fc.property(inputsArbitrary, fc.integer({ min: 2, max: 5 }), (inputs, textsTogether) => {
      const config: SettledSamplerConfig = { type: "grouped", batchTexts: 7, textsTogether };
      const labels = [...createSampler(config, inputs).epoch(0)].flatMap((batch) => [...batch.labels]);
      for (let c = 0; c < inputs.labelCount; c++) {
        const count = labels.filter((label) => label === c).length;
        const runs = labels.filter((label, i) => label === c && labels[i - 1] !== c).length;
        expect(runs).toBeLessThanOrEqual(Math.ceil(count / textsTogether));
      }
    }),
  );
  const rows = Array.from({ length: 60 }, (_, index) => [index, index % 3] as const);
  const config: SettledSamplerConfig = { type: "grouped", batchTexts: 60, textsTogether: 2 };
  const [batch] = createSampler(config, inputsOf(3, rows, 1)).epoch(0);
  const starts = [...(batch?.labels ?? [])].filter((_, i) => i % 2 === 0);
  expect(starts).not.toEqual([...starts].sort());
});

test("two equal texts with different labels share a sequence and keep their own targets", () => {
  const inputs = inputsOf(
    2,
    [
      [9, 0],
      [9, 1],
    ],
    1,
  );
  const [batch] = createSampler({ type: "grouped", batchTexts: 2 }, inputs).epoch(0);
  expect(batch?.sequences).toHaveLength(3);
  expect([...(batch?.left ?? [])]).toEqual([0, 0, 0, 0]);
  expect([...(batch?.target ?? [])].sort()).toEqual([0, 0, 1, 1]);
});

test("no examples, and a table of other examples, are refused", async () => {
  const inputs = inputsOf(2, [[1, 0]], 1);
  const none = { ...inputs, exampleLabels: new Int32Array() };
  expect(await thrown(() => createSampler({ type: "grouped", batchTexts: 1 }, none))).toMatch(/^DATA_EMPTY: sampler/);
  expect(await thrown(() => createSampler({ type: "grouped", batchTexts: 1 }, { ...inputs, labelCount: 3 }))).toMatch(
    /^ARGUMENT_INVALID: sampler: expected a table of 1 texts and 3 labels, received 1 and 2/,
  );
});
