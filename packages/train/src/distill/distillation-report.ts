import { SeededRandom } from "@intentsmith/core";
import { spearman } from "@intentsmith/eval";
import type { EncodedTexts, SentenceEncoder } from "@intentsmith/model";

/** How near a student is to its teacher, on texts that it was not trained on. */
export interface DistillationQuality {
  heldOutTexts: number;
  /** Mean cosine between a text's two embeddings. */
  meanCosine: number;
  /** Spearman's correlation of the two models' cosines over `pairs` pairs. */
  spearman: number;
  pairs: number;
}

/**
 * Compares student and teacher on held-out texts. Half of the pairs are a text with one of the teacher's 20 nearest
 * neighbours of it, half are random.
 */
export async function measureQuality(
  teacher: SentenceEncoder,
  student: SentenceEncoder,
  texts: readonly string[],
  pairCount = 5000,
): Promise<DistillationQuality> {
  const [t, s] = [await teacher.encode(texts), await student.encode(texts)];
  const pairs = choosePairs(t, pairCount);
  const cosines = (embeddings: EncodedTexts): Float64Array =>
    Float64Array.from(pairs, ([i, j]) => dot(embeddings, i, embeddings, j));
  const own = texts.reduce((sum, _, i) => sum + dot(t, i, s, i), 0);
  return {
    heldOutTexts: texts.length,
    meanCosine: own / texts.length,
    spearman: spearman(cosines(t), cosines(s)),
    pairs: pairs.length,
  };
}

function choosePairs(teacher: EncodedTexts, pairCount: number): [number, number][] {
  const random = new SeededRandom("distillation pairs");
  const n = teacher.rowCount;
  const pairs: [number, number][] = [];
  while (pairs.length < pairCount / 2) {
    const i = random.integer(n);
    const neighbours = Array.from({ length: n }, (_, j) => j)
      .filter((j) => j !== i)
      .map((j): [number, number] => [j, dot(teacher, i, teacher, j)])
      .sort((a, b) => b[1] - a[1])
      .slice(0, 20);
    pairs.push([i, neighbours[random.integer(neighbours.length)]?.[0] ?? i]);
  }
  while (pairs.length < pairCount) {
    const [i, j] = [random.integer(n), random.integer(n)];
    if (i !== j) pairs.push([i, j]);
  }
  return pairs;
}

function dot(a: EncodedTexts, i: number, b: EncodedTexts, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.width; k++) sum += (a.data[i * a.width + k] as number) * (b.data[j * b.width + k] as number);
  return sum;
}
