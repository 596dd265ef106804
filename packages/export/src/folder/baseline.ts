import {
  abstainReason,
  probabilities,
  unknownShare,
  type Baseline,
  type Head,
  type TrainedModelRecord,
} from "@intentsmith/classifier";
import type { EncodedInputs } from "@intentsmith/model/onnx";
import type { LabelledText } from "./labelled-text.ts";
import { temperatureOf } from "./onnx-metadata.ts";

/** Steps between the smallest and the largest value of a sample that is kept as quantiles. */
const quantileSteps = 200;

/** With fewer texts than this a baseline would be an alarm of its own. */
export const leastBaselineTexts = 100;

/**
 * `baseline.json`: what the new file makes of labelled texts. Numbers only: no text can be read from it.
 * encoded: of `texts` [B, H]. @returns undefined for fewer than 100 examples.
 */
export function baselineOf(
  record: TrainedModelRecord,
  head: Head,
  texts: readonly string[],
  encoded: EncodedInputs,
  examples: readonly LabelledText[],
): Baseline | undefined {
  if (examples.length < leastBaselineTexts) return undefined;
  const scores = head.scores(encoded);
  const C = record.labels.length;
  const rowOf = new Map(texts.map((text, row) => [text, row]));
  const seen = examples.map(({ text, label }) => {
    const row = rowOf.get(text) as number;
    const own = scores.subarray(row * C, (row + 1) * C);
    const best = own.reduce((winner, score, c) => (score > (own[winner] as number) ? c : winner), 0);
    const { name } = record.labels[best] as TrainedModelRecord["labels"][number];
    const input = encoded.inputs[row] as EncodedInputs["inputs"][number];
    return {
      label: name,
      right: name === label,
      score: own[best] as number,
      probability: probabilities(own, temperatureOf(record))[best] as number,
      abstained: abstainReason(own, name, input.content, record.decision) !== undefined,
      characters: text.length,
      unknownShare: unknownShare(input.ids.length, input.unknownTokens),
    };
  });
  const labels = new Map<string, number>();
  for (const { label } of seen) labels.set(label, (labels.get(label) ?? 0) + 1);
  return {
    format: 1,
    texts: seen.length,
    labels: Object.fromEntries([...labels].sort(([a], [b]) => (a < b ? -1 : 1))),
    probability: quantilesOf(seen.map(({ probability }) => probability)),
    score: quantilesOf(seen.map(({ score }) => score)),
    characters: quantilesOf(seen.map(({ characters }) => characters)),
    unknownShare: quantilesOf(seen.map((one) => one.unknownShare)),
    abstained: seen.filter(({ abstained }) => abstained).length,
    right: seen.filter(({ right }) => right).length,
    meanProbability: seen.reduce((sum, { probability }) => sum + probability, 0) / seen.length,
  };
}

/** Values of the sorted sample at equal steps, rounded to six digits. */
function quantilesOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return Array.from({ length: quantileSteps + 1 }, (_, i) =>
    Number((sorted[Math.round((i / quantileSteps) * (sorted.length - 1))] as number).toPrecision(6)),
  );
}
