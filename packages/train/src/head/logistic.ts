import { LogisticHead } from "@intentsmith/classifier";
import type { Engine } from "@intentsmith/graph";
import type { EncodedTexts } from "@intentsmith/model";
import { bestTried, crossValidate, type FoldOptions, type TriedSetting } from "./cross-validate.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadConfig } from "./head-config.ts";
import { labelCountOf, type HeadData } from "./head-data.ts";
import { fitLogistic, withSoftmaxGraph } from "./logistic-regression.ts";
import type { SoftmaxRows } from "./softmax-graph.ts";

/** Tried where the config says `auto`, in this order: each is started from the solution of the one before. */
const cs = [1, 3, 10, 30, 100];

/** While settings are compared, accuracy counts, not the last digits. */
const roughTolerance = 1e-4;

interface Setting {
  c: number;
  wordWeight: number;
}

/**
 * Multinomial logistic regression on embeddings; its penalty and then the worth of label words chosen on held-out rows.
 */
export async function fitLogisticHead(
  config: HeadConfig & { type: "logistic" },
  data: HeadData,
  options: FoldOptions & { engine: Engine },
): Promise<FittedHead> {
  const labelCount = labelCountOf(data);
  const { width } = data.texts;
  return await withSoftmaxGraph(options.engine, { width, labelCount }, async (graph) => {
    const compare = (settings: readonly Setting[]): Promise<TriedSetting<Setting>[]> =>
      crossValidate(data, settings, options, async (outside, inside) => {
        const all: Float32Array[] = [];
        let start: { start?: Float64Array } = {};
        for (const { c, wordWeight } of settings) {
          const rows = rowsOf(outside, wordWeight, config.classWeights);
          const parameters = await fitLogistic(graph, rows, { c, tolerance: roughTolerance, ...start });
          all.push(headOf(parameters, data).scores(inside));
          start = { start: parameters };
        }
        return all;
      });
    const { c, wordWeight } = config;
    const firstWeight = wordWeight === "auto" ? 0 : wordWeight;
    let best = bestTried(
      await compare((c === "auto" ? cs : [c]).map((value) => ({ c: value, wordWeight: firstWeight }))),
    );
    if (wordWeight === "auto") best = bestTried([best, ...(await compare([{ ...best.setting, wordWeight: 1 }]))]);
    const rows = rowsOf(data, best.setting.wordWeight, config.classWeights);
    return {
      head: headOf(await fitLogistic(graph, rows, { c: best.setting.c, tolerance: 1e-6 }), data),
      config: { ...config, ...best.setting },
      accuracy: best.accuracy,
      heldOut: best.heldOut,
    };
  });
}

/** The texts as rows, and each label's words as a row more; a label without a text has its words whatever their weight. */
function rowsOf(data: HeadData, wordWeight: number, classWeights: "none" | "balanced"): SoftmaxRows {
  const labelCount = labelCountOf(data);
  const { texts, words, labels } = data;
  const counts = new Int32Array(labelCount);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  const wordRows = Array.from(counts.keys()).filter((c) => wordWeight > 0 || counts[c] === 0);
  const balance = (label: number): number =>
    classWeights === "none" || counts[label] === 0 ? 1 : labels.length / (labelCount * (counts[label] as number));
  return {
    x: concat(
      texts.data,
      wordRows.map((c) => vector(words, c, texts.width)),
    ),
    labels: Int32Array.from([...labels, ...wordRows]),
    rowWeights: Float32Array.from([
      ...Array.from(labels, balance),
      ...wordRows.map((c) => (counts[c] === 0 ? Math.max(1, wordWeight) : wordWeight * balance(c))),
    ]),
    width: texts.width,
    labelCount,
  };
}

function concat(first: Float32Array, rest: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(first.length + rest.reduce((sum, part) => sum + part.length, 0));
  all.set(first);
  let at = first.length;
  for (const part of rest) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** An embedding as a row of features [F]: words stand in no conversation. */
function vector({ data, width }: EncodedTexts, row: number, wanted: number): Float32Array {
  const features = new Float32Array(wanted);
  features.set(data.subarray(row * width, (row + 1) * width));
  return features;
}

function headOf(parameters: Float64Array, data: HeadData): LogisticHead {
  const [{ width }, labelCount, { context }] = [data.texts, labelCountOf(data), data];
  const weightCount = labelCount * width;
  return new LogisticHead(
    { type: "logistic", ...(context === undefined ? {} : { context }) },
    { data: Float32Array.from(parameters.subarray(0, weightCount)), rowCount: labelCount, width },
    Float32Array.from(parameters.subarray(weightCount)),
  );
}
