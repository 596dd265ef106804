import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, readInputFile } from "@intentsmith/core";
import type { EncodedTexts } from "@intentsmith/model/onnx";
import { headFile, loadHead } from "./create-head.ts";
import type { Head } from "./head.ts";
import type { HeadRecord } from "./head-record.ts";

/**
 * The head of a model folder, trained or exported, by its record. Label words are encoded here.
 * @throws FILE_NOT_FOUND; MODEL_MALFORMED if the file does not fit the record.
 */
export async function openHead(
  folder: string,
  record: { head?: HeadRecord | undefined; labels: readonly { words: string }[] },
  encoder: { encode(texts: readonly string[]): Promise<EncodedTexts> },
): Promise<Head> {
  const path = join(folder, headFile);
  const read = async (): Promise<Uint8Array<ArrayBuffer>> => {
    if (existsSync(path)) return readInputFile(path, "the head") as Buffer<ArrayBuffer>;
    const message = `${path}: the record names a head of type ${record.head?.type}, it is missing`;
    throw new IntentsmithError("FILE_NOT_FOUND", message, { hint: "Copy the whole folder." });
  };
  return await loadHead(record, encoder, read, path);
}
