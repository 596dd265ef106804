import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exportModel } from "./export-model.ts";
import { expectSameAnswers } from "./testing/same-answers.ts";
import { exampleRecord, tinyDistilbert, tinyMpnet, tinyXlmRoberta, trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-families-"));
afterAll(() => rmSync(work, { recursive: true }));

test.each([
  ["DistilBERT", tinyDistilbert, "DistilBertTokenizer", ""],
  ["MPNet", tinyMpnet, "MPNetTokenizer", "do it "],
  ["XLM-RoBERTa", tinyXlmRoberta, "XLMRobertaTokenizer", "query: "],
])(
  "an exported %s predicts as the trained one, with its tokenizer's class and prompt",
  async (family, base, tokenizerClass, prompt) => {
    const [trained, bundle] = [join(work, family), join(work, `${family}-bundle`)];
    trainedFolder(trained, exampleRecord, base);
    const prompts = { prompts: { query: prompt }, default_prompt_name: "query" };
    writeFileSync(join(trained, "config_sentence_transformers.json"), JSON.stringify(prompt === "" ? {} : prompts));
    const { maxDifference } = await exportModel(trained, bundle, { threads: 1 });
    expect(maxDifference).toBeLessThanOrEqual(1e-5);
    const texts = ["what is the next step", "stop", "", "bake it 20 minutes", "ケーキに 小麦粉", "كم أحتاج من الدقيق"];
    await expectSameAnswers([trained, bundle], texts);
    const settings = JSON.parse(readFileSync(join(bundle, "tokenizer_config.json"), "utf8")) as Record<string, unknown>;
    expect(settings["tokenizer_class"]).toBe(tokenizerClass);
    expect(settings["intentsmith_prompt"] ?? "").toBe(prompt);
  },
);
