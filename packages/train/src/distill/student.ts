import { IntentsmithError } from "@intentsmith/core";
import { architectureOf, pruneVocabulary, type SentenceModel, type Weights } from "@intentsmith/model";

export interface StudentParts {
  /** Which of the teacher's layers, ascending, from 0. */
  layers: readonly number[];
  /** Rows of the student's word embedding. */
  vocabularySize: number;
}

/**
 * A smaller model out of a teacher's parts: the given layers (numbered from 0), the tokens that the corpus uses most,
 * no pooler. @throws ARGUMENT_INVALID for layers out of range or out of order, or a vocabulary that is too small.
 */
export function createStudent(
  teacher: SentenceModel,
  { layers, vocabularySize }: StudentParts,
  sequences: readonly Int32Array[],
): SentenceModel {
  const { layerCount } = teacher.config;
  const ascending = layers.every((layer, i) => i === 0 || layer > (layers[i - 1] as number));
  if (
    layers.length === 0 ||
    !ascending ||
    layers.some((layer) => !Number.isInteger(layer) || layer < 0 || layer >= layerCount)
  ) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `--layers ${layers.join(",")}: expected ascending numbers from 0 to ${layerCount - 1}, as the teacher has ${layerCount} layers`,
      { hint: layerCount === 6 ? "For example --layers 0,2,5" : `For example --layers 0,${layerCount - 1}` },
    );
  }
  const pruned = withFrequentTokens(teacher, vocabularySize, sequences);
  const config = { ...pruned.config, layerCount: layers.length };
  const weights: Weights = new Map();
  for (const [name, shape] of architectureOf(config).weightShapes(config)) {
    const source = name.replace(/(?<=\blayer\.)\d+(?=\.)/, (n) => String(layers[Number(n)]));
    weights.set(name, { shape, data: Float32Array.from(pruned.weights.get(source)?.data ?? []) });
  }
  return { ...pruned, config, weights };
}

/**
 * An earlier student to go on with. @throws ARGUMENT_INVALID if its embeddings are not as wide as the teacher's, or it
 * has not as many positions as the longest sequence.
 */
export function continueStudent(teacher: SentenceModel, student: SentenceModel, folder: string): SentenceModel {
  const { hiddenSize, maxPositions } = student.config;
  const refuse = (what: string, hint: string): never => {
    throw new IntentsmithError("ARGUMENT_INVALID", `--student ${folder}: ${what}`, { hint });
  };
  if (hiddenSize !== teacher.config.hiddenSize) {
    refuse(
      `its embeddings have ${hiddenSize} dimensions, the teacher's ${teacher.config.hiddenSize}`,
      "Give a student of this teacher.",
    );
  }
  if (maxPositions < teacher.maxSequenceLength) {
    refuse(
      `it has ${maxPositions} positions, fewer than the longest sequence of ${teacher.maxSequenceLength}`,
      `Add --max-sequence-length ${maxPositions}.`,
    );
  }
  return { ...student, maxSequenceLength: teacher.maxSequenceLength };
}

/**
 * The same student with the tokens that the corpus uses most: those it had keep their embeddings, new ones get the
 * teacher's. `sequences` are the corpus in the teacher's token ids. @throws ARGUMENT_INVALID for a vocabulary that is too
 * small.
 */
export function changeVocabulary(
  student: SentenceModel,
  teacher: SentenceModel,
  vocabularySize: number,
  sequences: readonly Int32Array[],
): SentenceModel {
  const { config, tokenizer, weights } = withFrequentTokens(teacher, vocabularySize, sequences);
  const H = config.hiddenSize;
  const wordTable = architectureOf(config).tables.word;
  const rows = weights.get(wordTable)?.data as Float32Array;
  const known = student.weights.get(wordTable)?.data as Float32Array;
  const idOf = new Map(student.tokenizer.vocabulary.map((token, id) => [token, id]));
  for (const [row, token] of tokenizer.vocabulary.entries()) {
    const id = idOf.get(token);
    if (id !== undefined) rows.set(known.subarray(id * H, (id + 1) * H), row * H);
  }
  return {
    ...student,
    config: { ...student.config, vocabularySize, padTokenId: config.padTokenId },
    weights: new Map(student.weights).set(wordTable, { shape: [vocabularySize, H], data: rows }),
    tokenizer,
  };
}

function withFrequentTokens(teacher: SentenceModel, size: number, sequences: readonly Int32Array[]): SentenceModel {
  const tokenCounts = new Float64Array(teacher.config.vocabularySize);
  for (const sequence of sequences) for (const id of sequence) tokenCounts[id] = (tokenCounts[id] as number) + 1;
  return pruneVocabulary(teacher, { size, tokenCounts });
}
