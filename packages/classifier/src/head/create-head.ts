import { IntentsmithError } from "@intentsmith/core/web";
import { parseSafetensors, type EncodedTexts, type Weights } from "@intentsmith/model/web";
import { ExamplesHead } from "./examples-head.ts";
import type { Head } from "./head.ts";
import { labelWordsHead, type HeadRecord } from "./head-record.ts";
import { LogisticHead } from "./logistic-head.ts";
import { VectorHead } from "./vector-head.ts";

/** The head's numbers, beside the weights. */
export const headFile = "head.safetensors";

/**
 * The head that a record names. Label words are encoded here; what another head needs is asked for: the bytes of its file,
 * which `where` names in errors.
 * @throws MODEL_MALFORMED if the file does not fit the record.
 */
export async function loadHead(
  record: { head?: HeadRecord | undefined; labels: readonly { words: string }[] },
  encoder: { encode(texts: readonly string[]): Promise<EncodedTexts> },
  readFile: () => Promise<Uint8Array<ArrayBuffer>>,
  where: string,
): Promise<Head> {
  const head = record.head ?? labelWordsHead;
  if (head.type === "label-words") {
    return new VectorHead({ type: "label-words" }, await encoder.encode(record.labels.map(({ words }) => words)));
  }
  const tensors: Weights = new Map(
    [...parseSafetensors(await readFile(), where).tensors].map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data as Float32Array) },
    ]),
  );
  return createHead(head, tensors, record.labels.length, where);
}

/**
 * A head from its record and its tensors; `where` names the file in errors.
 * @throws MODEL_MALFORMED for a missing tensor, another shape, a value that is not finite, a label without a vector.
 */
export function createHead(record: HeadRecord, tensors: Weights, labelCount: number, where: string): Head {
  const take = (name: string, shape: readonly (number | undefined)[]): { data: Float32Array; shape: number[] } => {
    const tensor = tensors.get(name);
    const fits =
      tensor?.shape.length === shape.length && shape.every((size, i) => size === undefined || size === tensor.shape[i]);
    if (tensor === undefined || !fits || !tensor.data.every(Number.isFinite)) {
      const wanted = `[${shape.map((size) => size ?? "any").join(", ")}]`;
      const found =
        tensor === undefined ? "none" : fits ? "values that are not finite" : `[${tensor.shape.join(", ")}]`;
      throw new IntentsmithError("MODEL_MALFORMED", `${where}: tensor ${name}: ${wanted} expected, received ${found}`, {
        hint: "The folder's files do not belong together: copy the whole folder, or train again.",
      });
    }
    return { data: tensor.data, shape: [...tensor.shape] };
  };
  const matrix = (name: string, rows: number | undefined): { data: Float32Array; rowCount: number; width: number } => {
    const { data, shape } = take(name, [rows, undefined]);
    return { data, rowCount: shape[0] as number, width: shape[1] as number };
  };
  switch (record.type) {
    case "label-words":
    case "label-vectors":
      return new VectorHead(record, matrix("label_vectors", labelCount));
    case "prototypes":
    case "nearest-examples": {
      const { data: vectors, rowCount, width } = matrix("vectors", undefined);
      const labels = Int32Array.from(take("vector_labels", [rowCount]).data);
      const missing = Array.from({ length: labelCount }, (_, c) => c).find((c) => !labels.includes(c));
      if (missing !== undefined || labels.some((c) => c < 0 || c >= labelCount)) {
        throw new IntentsmithError(
          "MODEL_MALFORMED",
          `${where}: tensor vector_labels: expected every label from 0 to ${labelCount - 1} and no other`,
        );
      }
      return new ExamplesHead(record, { vectors, labels, width, labelCount });
    }
    case "logistic":
      return new LogisticHead(record, matrix("weights", labelCount), take("bias", [labelCount]).data);
  }
}
