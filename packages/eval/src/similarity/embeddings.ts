import { IntentsmithError } from "@intentsmith/core";

/** Sentence embeddings, row-major: row i is `data[i*width … (i+1)*width)`. data: [rowCount, width]. */
export interface Embeddings {
  readonly data: Float32Array;
  readonly rowCount: number;
  readonly width: number;
}

/**
 * Checks that `data` is [rowCount, width] and finite; `what` ("text", "label") names a row in the message.
 * @throws ARGUMENT_INVALID for a wrong size; MODEL_MALFORMED for a NaN or infinite value.
 */
export function checkEmbeddings(embeddings: Embeddings, what: string): void {
  const { data, rowCount, width } = embeddings;
  if (data.length !== rowCount * width) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${what} embeddings: expected ${rowCount} × ${width} = ${rowCount * width} values, received ${data.length}`,
      { hint: "Pass row-major data with the row count and width that belong to it." },
    );
  }
  const fault = data.findIndex((value) => !Number.isFinite(value));
  if (fault >= 0) {
    const row = Math.floor(fault / width);
    throw new IntentsmithError("MODEL_MALFORMED", `the embedding of ${what} ${row} (counted from 0) is not finite`, {
      hint: "The model's weights hold NaN or infinite values: go back to an earlier checkpoint.",
    });
  }
}

/** Checks both sides and that they have one width. @throws ARGUMENT_INVALID, MODEL_MALFORMED. */
export function checkComparable(texts: Embeddings, labels: Embeddings): void {
  checkEmbeddings(texts, "text");
  checkEmbeddings(labels, "label");
  if (texts.width !== labels.width) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `text embeddings are ${texts.width} wide, label embeddings ${labels.width}`,
      { hint: "Encode texts and labels with the same model." },
    );
  }
}
