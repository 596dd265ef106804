import { type Tensor } from "@intentsmith/graph";
import type { Objective } from "../losses/loss.ts";

/** How much the second term of the loss counts: it is a mean of squares of small numbers. */
const similarityWeight = 10;

/**
 * Student towards teacher: mean(1 − cos(sᵢ, tᵢ)) + 10·mean((sᵢ·sⱼ − tᵢ·tⱼ)²). The first term brings each embedding to
 * its place, the second the similarities within the batch, which is what the encoder is used for.
 */
export const distillationObjective = (width: number): Objective => ({
  build: (g, embeddings) => {
    const student = embeddings.l2Normalize();
    const teacher = g.input("teacher", "float32", ["U", width]);
    const cosine = student.mul(teacher).sum([-1]);
    const distance = g.scalar(1).sub(cosine).mean();
    const difference = student.matMul(student.transposeLast()).sub(teacher.matMul(teacher.transposeLast()));
    const similarity = difference.mul(difference).mean();
    return { loss: distance.add(similarity.mul(similarityWeight)), statistics: { distance, similarity } };
  },
});

/** The teacher's embeddings [U, width] of a batch. */
export const teacherFeed = (rows: Float32Array, width: number): Record<string, Tensor> => ({
  teacher: { dtype: "float32", shape: [rows.length / width, width], data: rows },
});
