import type { EncodedTexts, TextEncoder } from "@intentsmith/model/onnx";
import { decodeEmbedding, type Golden } from "../exported/golden.ts";
import type { Head } from "../head/head.ts";

/** What a file gives to one text, alone in its batch. */
export interface Answer {
  /** [H] */
  embedding: Float32Array;
  /** The head's decision values. [C] */
  scores: Float32Array;
  /** The label of the largest score, the first of equals. */
  best: number;
}

/** Runs texts one by one: with int8 a text's embedding depends a little on those that share its batch. */
export async function answers(
  encoder: Pick<TextEncoder, "encode">,
  head: Head,
  texts: readonly string[],
): Promise<Answer[]> {
  const found: Answer[] = [];
  for (const text of texts) {
    const encoded: EncodedTexts = await encoder.encode([text]);
    const scores = head.scores(encoded);
    const best = scores.reduce((winner, score, c) => (score > (scores[winner] as number) ? c : winner), 0);
    found.push({ embedding: encoded.data, scores, best });
  }
  return found;
}

/** What of a file's answers is not as recorded, a list each case; the texts are not repeated. */
export function goldenFaults(
  golden: Golden,
  file: string,
  labels: readonly { name: string }[],
  found: readonly Answer[],
): string[][] {
  const recorded = golden.files?.[file];
  return golden.cases.map((expected, i) => {
    const { embedding, scores, best } = found[i] as Answer;
    const faults: string[] = [];
    const label = labels[best]?.name;
    if (expected.label !== undefined && label !== expected.label)
      faults.push(`label ${expected.label} expected, ${label} found`);
    const score = recorded?.scores[i] ?? (golden.files === undefined ? expected.score : undefined);
    const off = score === undefined ? 0 : Math.abs((scores[best] as number) - score);
    const most = recorded?.scoreTolerance ?? golden.tolerance;
    if (!(off <= most)) faults.push(`score off by ${off.toPrecision(3)}, at most ${most} expected`);
    const stored = recorded?.embeddings[i];
    if (recorded !== undefined && stored !== undefined) {
      const distance = distanceOf(decodeEmbedding(stored), embedding);
      if (!(distance <= recorded.embeddingTolerance)) {
        faults.push(`embedding off by ${distance.toPrecision(3)}, at most ${recorded.embeddingTolerance} expected`);
      }
    }
    return faults.map((fault) => `case ${i + 1}: ${fault}`);
  });
}

/** Infinite where the widths differ. */
function distanceOf(a: Float32Array, b: Float32Array): number {
  return a.length === b.length ? Math.hypot(...a.map((value, i) => value - (b[i] as number))) : Infinity;
}
