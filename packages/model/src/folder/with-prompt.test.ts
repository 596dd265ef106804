import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { afterAll, describe, expect, it } from "vitest";
import { readTokenizer } from "../tokenizer/read-tokenizer.ts";
import { goldenFolder } from "../testing/tiny-bert.ts";
import { loadModel, loadTokenizer } from "./load-model.ts";
import { saveModel } from "./save-model.ts";
import { withPrompt } from "./with-prompt.ts";

const parent = mkdtempSync(join(tmpdir(), "prompts-"));
afterAll(() => rmSync(parent, { recursive: true }));
let count = 0;

/** A base with these settings. */
function base(settings: object): string {
  const folder = join(parent, `base-${count++}`);
  cpSync(goldenFolder("tiny-mpnet"), folder, { recursive: true });
  writeFileSync(join(folder, "config_sentence_transformers.json"), JSON.stringify(settings));
  return folder;
}
const prompts = { query: "do it ", passage: "recipe : " };

describe("prompts", () => {
  it("the default one stands before every text and before the first turn, as in Python", async () => {
    const plain = (await loadModel(goldenFolder("tiny-mpnet"))).tokenizer;
    const { tokenizer } = await loadModel(base({ prompts, default_prompt_name: "query" }));
    expect(tokenizer.prompt).toBe("do it ");
    expect(tokenizer.encode("stop", 48)).toEqual(plain.encode("do it stop", 48));
    expect(tokenizer.encode(["stop", "mix"], 48)).toEqual(plain.encode(["do it stop", "mix"], 48));
    expect(tokenizer.inspect("mix the flour", 5)).toMatchObject({ truncated: true });
    expect(tokenizer.inspect(["stop", "mix"], 6)).toMatchObject({ turnsLeftOut: 1 });
    expect(tokenizer.inspect("", 48)).toMatchObject({ content: "none" });
    expect(tokenizer.inspect("🐒", 48)).toMatchObject({ content: "unknown", unknownTokens: 1 });
  });

  it("are saved for Python, and with the tokenizer for an exported folder", async () => {
    const saved = join(parent, "saved");
    const model = await loadModel(base({ prompts, default_prompt_name: "query", similarity_fn_name: "dot" }));
    await saveModel(saved, model);
    expect(JSON.parse(readFileSync(join(saved, "config_sentence_transformers.json"), "utf8"))).toMatchObject({
      prompts,
      default_prompt_name: "query",
      similarity_fn_name: "dot",
    });
    expect((await loadModel(saved)).settings).toEqual(model.settings);
    // An exported folder has the tokenizer's files only.
    expect(readTokenizer(saved).encode("stop", 48)).toEqual(model.tokenizer.encode("stop", 48));
  });

  it("another one may be chosen by name or by text, or none", async () => {
    const folder = base({ prompts, default_prompt_name: "query" });
    const model = await loadModel(folder);
    for (const prompt of ["passage", "recipe : "]) {
      const other = withPrompt(model, prompt);
      expect(other.tokenizer.prompt).toBe("recipe : ");
      expect(other.settings).toMatchObject({ prompts, defaultPromptName: "passage" });
    }
    const own = withPrompt(model, "hello ");
    expect(own.settings).toMatchObject({ prompts: { ...prompts, intent: "hello " }, defaultPromptName: "intent" });
    expect(withPrompt(own, "").tokenizer.encode("stop", 48)).toEqual(
      withPrompt(model, "").tokenizer.encode("stop", 48),
    );
    expect(withPrompt(model, "").settings).toMatchObject({ prompts, defaultPromptName: undefined });
    expect(loadTokenizer(folder, "hello ").tokenizer.prompt).toBe("hello ");
    expect(loadTokenizer(folder).tokenizer.prompt).toBe("do it ");
  });

  it("that is missing is refused; a similarity other than cosine is said", async () => {
    await expect(loadModel(base({ prompts, default_prompt_name: "task" }))).rejects.toThrow(
      /default_prompt_name: "task" is not among the prompts/,
    );
    const warnings: string[] = [];
    const warn = (line: string): void => void warnings.push(line);
    await loadModel(base({ similarity_fn_name: "euclidean" }), { logger: { ...silentLogger, warn } });
    expect(warnings).toEqual([expect.stringContaining("similarity_fn_name is euclidean")]);
  });
});
