import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, readInputFile, readJsonFile } from "@intentsmith/core";
import { Tokenizer } from "./tokenizer.ts";
import { tokenizerJsonFromVocabulary } from "./tokenizer-json.ts";

/**
 * The tokenizer of a model folder: `tokenizer.json`, or BERT's `vocab.txt` when there is none.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED, TOKENIZER_MALFORMED, MODEL_UNSUPPORTED (with the line of Python that converts)
 */
export function readTokenizer(folder: string): Tokenizer {
  const configPath = join(folder, "tokenizer_config.json");
  const tokenizerConfig = existsSync(configPath) ? readJsonFile(configPath, "the tokenizer's settings") : {};
  if (typeof tokenizerConfig !== "object" || tokenizerConfig === null) {
    throw new IntentsmithError("TOKENIZER_MALFORMED", `${configPath}: a JSON object expected`);
  }
  const settings = tokenizerConfig as Record<string, unknown>;
  const jsonPath = join(folder, "tokenizer.json");
  if (existsSync(jsonPath)) return new Tokenizer(readJsonFile(jsonPath, "the tokenizer"), settings, jsonPath);
  const vocabularyPath = join(folder, "vocab.txt");
  if (!existsSync(vocabularyPath)) {
    refuseOtherForms(folder);
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: neither tokenizer.json nor vocab.txt`, {
      hint: "The folder should hold a whole model in sentence-transformers layout.",
    });
  }
  const text = readInputFile(vocabularyPath, "the vocabulary").toString("utf8");
  return new Tokenizer(tokenizerJsonFromVocabulary(text, settings, vocabularyPath), settings, vocabularyPath);
}

/** Files that Python's tokenizers are made from; only Python makes a `tokenizer.json` of them. */
function refuseOtherForms(folder: string): void {
  const found = ["sentencepiece.bpe.model", "spiece.model", "tokenizer.model", "vocab.json"].find((name) =>
    existsSync(join(folder, name)),
  );
  if (found === undefined) return;
  throw new IntentsmithError("MODEL_UNSUPPORTED", `${folder}: tokenizer.json expected, found only ${found}`, {
    hint: `Make it once: python -c "from transformers import AutoTokenizer; AutoTokenizer.from_pretrained('${folder}').save_pretrained('${folder}')"`,
  });
}
