import { IntentsmithError } from "@intentsmith/core";
import { gather, topK, type GraphBuilder, type Value } from "@intentsmith/graph";
import type { ConfidenceName, Decision } from "@intentsmith/classifier";

/** Ids by role: what is none of them is a token that the encoder knows. */
export interface FrameTokens {
  clsTokenId: number;
  sepTokenId: number;
  unknownTokenId: number;
}

/** What becomes of scores: how they turn into probabilities, and when a text is not answered. */
export interface DecisionRule {
  temperature: number;
  /** Absent: every text that has a known token is answered. */
  decision?: Decision | undefined;
  labels: readonly string[];
  tokens: FrameTokens;
}

/**
 * The answer of each text as the number of its label, −1 where the model abstains: a text of no token, of unknown ones only,
 * or with less confidence than the threshold (the label's own, if it has one). Equal scores: the first label.
 *
 * @param scores [B, C]
 * @param probabilities [B, C]
 * @param inputs `input_ids` and `attention_mask`, int64 [B, S]
 * @returns int64 [B]
 */
export function answerOf(
  g: GraphBuilder,
  scores: Value,
  probabilities: Value,
  inputs: { inputIds: Value; attentionMask: Value },
  rule: DecisionRule,
): Value {
  const best = indexOfLargest(g, scores, rule.labels.length);
  const known = hasKnownToken(g, inputs, rule.tokens);
  const sure = isSure(g, scores, probabilities, best, rule);
  const answered = sure === undefined ? known : known.and(sure);
  return answered.where(best, g.constant(BigInt64Array.of(-1n), [], "int64"));
}

/** The first place of the largest number of each row: C − max((C − c)·[score_c is the largest]). [B, C] → int64 [B] */
function indexOfLargest(g: GraphBuilder, scores: Value, C: number): Value {
  const countDown = g.constant(
    Float32Array.from({ length: C }, (_, c) => C - c),
    [C],
    "float32",
    "label_count_down",
  );
  const isLargest = scores
    .less(scores.max([1], true))
    .not()
    .cast("float32");
  return isLargest.mul(countDown).max([1]).neg().add(C).cast("int64");
}

/** bool [B] */
function hasKnownToken(
  g: GraphBuilder,
  { inputIds, attentionMask }: { inputIds: Value; attentionMask: Value },
  { clsTokenId, sepTokenId, unknownTokenId }: FrameTokens,
): Value {
  const is = (id: number): Value => inputIds.equal(g.constant(BigInt64Array.of(BigInt(id)), [], "int64"));
  const other = [is(sepTokenId), is(unknownTokenId)].reduce((all, one) => all.and(one.not()), is(clsTokenId).not());
  return other.cast("float32").mul(attentionMask.cast("float32")).max([1]).greater(0);
}

/** Whether the confidence reaches the threshold, bool [B]; undefined where there is none. */
function isSure(
  g: GraphBuilder,
  scores: Value,
  probabilities: Value,
  best: Value,
  { decision, temperature, labels }: DecisionRule,
): Value | undefined {
  if (decision === undefined) return undefined;
  const { perLabel, threshold, by } = decision;
  const least = Float32Array.from(labels, (name) => {
    const own = perLabel !== undefined && Object.hasOwn(perLabel, name) ? perLabel[name] : undefined;
    return own ?? threshold ?? -Infinity;
  });
  if (least.every((value) => value === -Infinity)) return undefined;
  const thresholds = g.constant(least, [labels.length], "float32", "label_thresholds");
  return confidenceOf(g, scores, probabilities, by, temperature, labels.length)
    .less(gather(g, thresholds, best))
    .not();
}

/** `confidence` of `@intentsmith/classifier`, as a graph. [B, C] → [B] */
function confidenceOf(
  g: GraphBuilder,
  scores: Value,
  probabilities: Value,
  by: ConfidenceName,
  temperature: number,
  C: number,
): Value {
  const largest = scores.max([1]);
  switch (by) {
    case "score":
      return largest;
    case "margin": {
      if (C === 1) return largest;
      const sign = g.constant(Float32Array.of(1, -1), [2], "float32");
      return topK(g, scores, 2).mul(sign).sum([1]);
    }
    case "distance": // refused before: the graph has no training texts
      throw new IntentsmithError("INTERNAL", "a decision by distance has no graph");
    case "probability":
      return probabilities.max([1]);
    case "energy": {
      const powers = scores.sub(largest.unsqueeze([1])).mul(1 / temperature);
      return powers.exp().sum([1]).log().mul(temperature).add(largest);
    }
  }
}
