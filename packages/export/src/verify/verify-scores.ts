import { probabilities, type Head } from "@intentsmith/classifier";
import { IntentsmithError } from "@intentsmith/core";
import { openOnnxSession, type Tensor } from "@intentsmith/graph";
import type { TokenizedInput } from "@intentsmith/model";

/** Most that a score or a probability of the graph may differ from the head's, relative to scores beyond 1. */
const tolerance = 1e-4;

/**
 * Runs a classifier file on texts one by one and compares its scores and probabilities [C] with what the head makes of the
 * embedding that the same run gave. @throws EXPORT_MISMATCH.
 */
export async function verifyScores(
  path: string,
  texts: readonly TokenizedInput[],
  head: Head,
  temperature: number,
  options: { threads?: number } = {},
): Promise<void> {
  const session = await openOnnxSession(path, options);
  try {
    for (const { ids } of texts) {
      const found = await session.run({
        input_ids: { dtype: "int64", shape: [1, ids.length], data: BigInt64Array.from(ids, BigInt) },
        attention_mask: { dtype: "int64", shape: [1, ids.length], data: new BigInt64Array(ids.length).fill(1n) },
      });
      const data = (name: string): Float32Array => (found[name] as Tensor).data as Float32Array;
      const embedding = data("sentence_embedding");
      const scores = head.scores({ data: embedding, rowCount: 1, width: embedding.length });
      compare("scores", data("scores"), scores);
      compare("probabilities", data("probabilities"), probabilities(scores, temperature));
    }
  } finally {
    await session.release();
  }
}

function compare(what: string, found: Float32Array, expected: Float32Array | Float64Array): void {
  const off = Array.from(expected, (value, c) => Math.abs(value - (found[c] as number)) / Math.max(1, Math.abs(value)));
  const most = Math.max(...off);
  if (found.length === expected.length && most <= tolerance) return;
  throw new IntentsmithError(
    "EXPORT_MISMATCH",
    `the classifier file's ${what} differ by ${most} from the model's, at most ${tolerance} expected`,
    { hint: "Nothing was written. Please report this." },
  );
}
