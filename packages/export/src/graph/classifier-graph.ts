import { IntentsmithError } from "@intentsmith/core";
import { gather, topK, type Graph, type GraphBuilder, type Value } from "@intentsmith/graph";
import { labelWordsHead, type Head, type LabelledVectors } from "@intentsmith/classifier";
import type { Weights } from "@intentsmith/model";
import { answerOf, type DecisionRule } from "./decision-graph.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/** Below every cosine: what stands where a label has fewer vectors than another. */
const noVector = -1e9;

/**
 * The encoder's graph with head and decision behind it: token ids → `scores` [B, C] (the head's decision values),
 * `probabilities` [B, C] = softmax(scores / temperature), `label` int64 [B] (the answer's number, −1 where it abstains), and
 * the `sentence_embedding` [B, H] as before. The head's numbers are initializers, in float32 whatever the encoder's
 * precision.
 */
export function classifierGraph(encoder: Graph, head: Head, rule: DecisionRule): Graph {
  return rewriteGraph(
    encoder,
    () => undefined,
    (g, [embedding], input) => {
      const scores = g.rename(headScores(g, embedding as Value, head), "scores");
      const probabilities = g.rename(scores.mul(1 / rule.temperature).softmax(), "probabilities");
      const inputs = { inputIds: input("input_ids"), attentionMask: input("attention_mask") };
      const label = g.rename(answerOf(g, scores, probabilities, inputs, rule), "label");
      return [scores, probabilities, label, embedding as Value];
    },
  );
}

/** The head's decision values [B, C] of embeddings [B, H] of length 1. */
function headScores(g: GraphBuilder, embedding: Value, head: Head): Value {
  const tensors = head.tensors();
  if (head.labelVectors !== undefined) {
    const { data, rowCount, width } = head.labelVectors;
    return products(g, embedding, data, rowCount, width, "label_vectors");
  }
  switch (head.record.type) {
    case "logistic": {
      const { data, shape } = tensorOf(tensors, "weights");
      const [C, H] = shape as [number, number];
      const bias = g.constant(tensorOf(tensors, "bias").data, [C], "float32", "head_bias");
      return products(g, embedding, data, C, H, "head_weights").add(bias);
    }
    case "prototypes":
    case "nearest-examples": {
      const { data: vectors, shape } = tensorOf(tensors, "vectors");
      const labels = Int32Array.from(tensorOf(tensors, "vector_labels").data);
      const neighbours = head.record.type === "prototypes" ? 1 : head.record.neighbours;
      const known = { vectors, labels, width: shape[1] as number, labelCount: head.labelCount };
      return nearestVectors(g, embedding, known, neighbours);
    }
    default:
      throw new IntentsmithError("INTERNAL", `a head of type ${(head.record ?? labelWordsHead).type} has no vectors`);
  }
}

function tensorOf(tensors: Weights, name: string): { data: Float32Array; shape: readonly number[] } {
  const found = tensors.get(name);
  if (found === undefined) throw new IntentsmithError("INTERNAL", `the head has no tensor ${name}`);
  return found;
}

/** Dot products [B, C] with the rows of a matrix [C, H]. */
function products(g: GraphBuilder, x: Value, rows: Float32Array, C: number, H: number, name: string): Value {
  const columns = new Float32Array(rows.length);
  for (let c = 0; c < C; c++) for (let j = 0; j < H; j++) columns[j * C + c] = rows[c * H + j] as number;
  return x.matMul(g.constant(columns, [H, C], "float32", name));
}

/**
 * A label's score is the mean of its k largest cosines (of all it has, if fewer). The cosines [K, B] are laid out as
 * [C, M, B], M being the most vectors that a label has; what is left over counts as −1e9 and is not in the mean.
 */
function nearestVectors(g: GraphBuilder, embedding: Value, known: LabelledVectors, neighbours: number): Value {
  const { vectors, labels, width: H, labelCount: C } = known;
  const rowsOf = Array.from({ length: C }, (): number[] => []);
  for (const [row, c] of labels.entries()) rowsOf[c]?.push(row);
  const M = Math.max(...rowsOf.map(({ length }) => length));
  const k = Math.min(neighbours, M);
  const index = BigInt64Array.from({ length: C * M }, (_, i) => BigInt(rowsOf[Math.floor(i / M)]?.[i % M] ?? 0));
  const missing = Float32Array.from({ length: C * M }, (_, i) =>
    i % M < (rowsOf[Math.floor(i / M)]?.length ?? 0) ? 0 : noVector,
  );
  const all = g.constant(vectors, [labels.length, H], "float32", "head_vectors").matMul(embedding.transpose([1, 0]));
  const laidOut = gather(g, all, g.constant(index, [C, M], "int64", "head_vector_rows")).add(
    g.constant(missing, [C, M, 1], "float32", "head_vector_gaps"),
  );
  const perLabel = laidOut.transpose([2, 0, 1]); // [B, C, M]
  if (k === 1) return perLabel.max([2]);
  const nearest = topK(g, perLabel, k);
  const total = nearest
    .greater(noVector / 2)
    .where(nearest, 0)
    .sum([2]);
  const shares = Float32Array.from(rowsOf, ({ length }) => 1 / Math.min(k, length));
  return total.mul(g.constant(shares, [C], "float32", "head_shares"));
}
