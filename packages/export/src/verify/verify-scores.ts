import { abstainReason, confidence, probabilities, type Head } from "@intentsmith/classifier";
import { IntentsmithError } from "@intentsmith/core";
import { openOnnxSession, type Tensor } from "@intentsmith/graph";
import type { TokenizedInput } from "@intentsmith/model";
import type { DecisionRule } from "../graph/decision-graph.ts";

/** Most that a score or a probability of the graph may differ from the head's, relative to scores beyond 1. */
const tolerance = 1e-4;

/**
 * Runs a classifier file on texts one by one and compares its scores and probabilities [C] and its answer with what head and
 * decision make of the embedding that the same run gave. @throws EXPORT_MISMATCH.
 */
export async function verifyScores(
  path: string,
  texts: readonly TokenizedInput[],
  head: Head,
  { temperature, decision, labels }: DecisionRule,
  options: { threads?: number } = {},
): Promise<void> {
  const session = await openOnnxSession(path, options);
  try {
    for (const { ids, content } of texts) {
      const found = await session.run({
        input_ids: { dtype: "int64", shape: [1, ids.length], data: BigInt64Array.from(ids, BigInt) },
        attention_mask: { dtype: "int64", shape: [1, ids.length], data: new BigInt64Array(ids.length).fill(1n) },
      });
      const data = (name: string): Float32Array => (found[name] as Tensor).data as Float32Array;
      const embedding = data("sentence_embedding");
      const scores = head.scores({ data: embedding, rowCount: 1, width: embedding.length });
      compare("scores", data("scores"), scores);
      compare("probabilities", data("probabilities"), probabilities(scores, temperature));
      const best = scores.reduce((winner, score, c) => (score > (scores[winner] as number) ? c : winner), 0);
      const answers = abstainReason(scores, labels[best] as string, content, decision) === undefined;
      const answer = Number((found["label"] as Tensor).data[0]);
      if (answer !== (answers ? best : -1) && !isClose(scores, labels[best] as string, temperature, decision)) {
        throw mismatch(`answer is ${answer}, ${answers ? best : -1} expected`);
      }
    }
  } finally {
    await session.release();
  }
}

function compare(what: string, found: Float32Array, expected: Float32Array | Float64Array): void {
  const off = Array.from(expected, (value, c) => Math.abs(value - (found[c] as number)) / Math.max(1, Math.abs(value)));
  const most = Math.max(...off);
  if (found.length === expected.length && most <= tolerance) return;
  throw mismatch(`${what} differ by ${most} from the model's, at most ${tolerance} expected`);
}

/** Whether rounding alone can decide: two best scores that differ by next to nothing, or a confidence at the threshold. */
function isClose(scores: Float32Array, best: string, temperature: number, decision: DecisionRule["decision"]): boolean {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  if (scores.length > 1 && near(confidence(scores, "margin", temperature), 0)) return true;
  const least = decision?.perLabel?.[best] ?? decision?.threshold ?? null;
  return decision !== undefined && least !== null && near(confidence(scores, decision.by, temperature), least);
}

const mismatch = (what: string): IntentsmithError =>
  new IntentsmithError("EXPORT_MISMATCH", `the classifier file's ${what}`, {
    hint: "Nothing was written. Please report this.",
  });
