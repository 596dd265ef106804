import { VectorHead } from "@intentsmith/classifier";
import { gather, oneHotLike, type Value } from "@intentsmith/graph";
import type { Floats } from "@intentsmith/model";
import { crossEntropy } from "./cross-entropy.ts";
import type { Loss } from "./loss.ts";

/** Name of the trained vectors [C, H]: in a step graph, and in `head.safetensors`. */
export const labelVectorsName = "label_vectors";

/**
 * Cross-entropy of each text's own label under softmax(scale · cosine to a trained vector of every label), mean over
 * texts: the normalised softmax of Wang et al. 2017 (NormFace). The vectors start at `initial` [C, H], the embeddings
 * of the labels' words; label softmax is the case in which they stay the words' embeddings. Only texts are encoded.
 */
export function labelVectorsLoss({ scale, initial }: { scale: number; initial: InitialVectors }): Loss {
  const { data, rowCount, width } = initial;
  return {
    name: "label-vectors",
    needsGroupedTexts: true,
    // Decayed, as the encoder's matrices are: only their direction counts, which decay leaves alone
    parameters: [{ name: labelVectorsName, shape: [rowCount, width], initial: data, decay: true }],
    build: (g, { embeddings, texts, labels }, parameters) => {
      const vectors = parameters.get(labelVectorsName) as Value;
      const cosines = embeddings.l2Normalize().matMul(vectors.l2Normalize().transposeLast()); // [U, C]
      const logits = gather(g, cosines, texts).mul(scale); // [B, C]
      return { loss: crossEntropy(logits, oneHotLike(g, labels, vectors)), statistics: {} };
    },
    head: (values) => {
      const vectors = unitRows(values(labelVectorsName), width);
      return new VectorHead({ type: "label-vectors" }, { data: vectors, rowCount, width });
    },
  };
}

/** Where the vectors start, of length 1, row-major. */
interface InitialVectors {
  data: Floats;
  /** C */
  rowCount: number;
  /** H */
  width: number;
}

/** Rows [C, H] scaled to length 1. */
function unitRows(rows: Floats, width: number): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += width) {
    const length = Math.hypot(...rows.subarray(start, start + width));
    for (let j = start; j < start + width; j++) unit[j] = (rows[j] as number) / Math.max(length, 1e-12);
  }
  return unit;
}
