import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadModel, SentenceEncoder } from "@intentsmith/model";
import { beforeAll, expect, test } from "vitest";
import { rememberingLogger, temporaryFolder, tinyBert } from "../testing/example-training.ts";
import { TeacherEmbeddings } from "./teacher-embeddings.ts";

// More than one chunk of 4,096
const texts = Array.from({ length: 5000 }, (_, i) => `mix ${i % 700} eggs`);
const { logger } = rememberingLogger();
let encoder: SentenceEncoder;
beforeAll(async () => {
  encoder = new SentenceEncoder(await loadModel(tinyBert), { threads: 1 });
});

async function compute(path: string): Promise<TeacherEmbeddings> {
  return await TeacherEmbeddings.compute(path, encoder, texts, { logger });
}

test.each([
  ["in the first chunk", 1000],
  ["in the second chunk", 4500],
  ["in the middle of a row", 4096.5],
  ["between two chunks", 4096],
  ["before anything was written", 0],
])("cut off %s: computed again from the last whole chunk on, to the same bytes", async (_, rows) => {
  const path = join(temporaryFolder(), "teacher.f32");
  (await compute(path)).close();
  const whole = readFileSync(path);
  expect(whole.length).toBe(5000 * 16 * 4);
  truncateSync(path, rows * 16 * 4);
  (await compute(path)).close();
  expect(readFileSync(path).equals(whole)).toBe(true);
});

test("what is whole is not computed again", async () => {
  const path = join(temporaryFolder(), "teacher.f32");
  writeFileSync(path, Buffer.alloc(5000 * 16 * 4, 1));
  const embeddings = await compute(path);
  expect(embeddings.rows(Int32Array.of(4999))).toEqual(new Float32Array(Buffer.alloc(64, 1).buffer.slice(0, 64)));
  embeddings.close();
  expect(statSync(path).size).toBe(5000 * 16 * 4);
});

test("a row is its text's embedding", async () => {
  const embeddings = await compute(join(temporaryFolder(), "teacher.f32"));
  const { data } = await encoder.encode(texts.slice(4096));
  expect(embeddings.rows(Int32Array.of(4999, 4096))).toEqual(
    Float32Array.of(...data.subarray(903 * 16, 904 * 16), ...data.subarray(0, 16)),
  );
  embeddings.close();
});
