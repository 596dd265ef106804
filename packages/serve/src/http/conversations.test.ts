import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { expect, it, onTestFinished } from "vitest";
import { trainedFolder } from "../testing/exported-folder.ts";
import { post, runningService } from "../testing/running-service.ts";

/** A tiny trained model that reads two earlier turns, with three training texts beside it. */
function conversationModel(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-conversations-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(trainedFolder, folder, { recursive: true });
  const path = join(folder, "intentsmith.json");
  const record = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...record, context: { turns: 2, role: true } }));
  const texts = ["one", "two", "three"].map((text) => ({ text, label: "track_parcel" }));
  writeFileSync(join(folder, "training-texts.json"), JSON.stringify({ format: 1, texts }));
  writeFileSync(join(folder, "training-texts.safetensors"), unitVectors(3, 16));
  return folder;
}

/** A safetensors file with one tensor `vectors`: row k is 1 at k. */
function unitVectors(rows: number, width: number): Buffer {
  const data = Buffer.alloc(rows * width * 4);
  for (let k = 0; k < rows; k++) data.writeFloatLE(1, (k * width + k) * 4);
  const tensor = { dtype: "F32", shape: [rows, width], data_offsets: [0, data.length] };
  const header = Buffer.from(JSON.stringify({ vectors: tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}

const conversation = {
  text: "how long?",
  role: "student",
  context: ["hello", { text: "bake it", role: "teacher" }, { text: "done", role: "teacher" }],
};

interface Answer {
  results: { wouldBe: string; score: number; turnsRead?: number; nearest?: { text: string; cosine: number }[] }[];
}

it("a conversation is answered as the classifier answers its turns; how many it read is said", async () => {
  const folder = conversationModel();
  const { url } = await runningService({ model: folder });
  const response = await post(`${url}/v1/classify`, { input: [conversation, "cancel"], explain: true });
  const { results } = (await response.json()) as Answer;
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const own = await classifier.classify([["student: how long?", "teacher: done", "teacher: bake it"], ["cancel"]], {
    nearest: 3,
  });
  await classifier.release();
  for (const [i, result] of results.entries()) {
    expect(result.wouldBe).toBe(own[i]?.wouldBe);
    expect(result.score).toBeCloseTo(own[i]?.score as number, 5);
    expect(result.nearest?.map(({ text }) => text)).toEqual(own[i]?.nearest?.map(({ text }) => text));
  }
  expect(results.map(({ turnsRead }) => turnsRead)).toEqual([2, undefined]);
  const cosines = results[0]?.nearest?.map(({ cosine }) => cosine) as number[];
  expect(cosines).toEqual([...cosines].sort((a, b) => b - a));
});

it("to a model without context a conversation is its text, and 0 turns were read; nothing to explain with is no fault", async () => {
  const { url } = await runningService();
  const ask = async (input: unknown): Promise<Answer> =>
    (await (await post(`${url}/v1/classify`, { input, explain: true })).json()) as Answer;
  const { results } = await ask(conversation);
  const alone = await ask("how long?");
  expect(results[0]).toEqual({ ...alone.results[0], turnsRead: 0 });
  expect(results[0]).not.toHaveProperty("nearest");
});

it("too many turns, an unknown field and a wrong turn are named", async () => {
  const { url } = await runningService({ limits: { turns: 2 } });
  const refused = async (input: unknown): Promise<unknown> => {
    const { error } = (await (await post(`${url}/v1/classify`, { input })).json()) as { error: { code: string } };
    return error.code;
  };
  expect(await refused(conversation)).toBe("BATCH_TOO_LARGE");
  expect(await refused([{ text: "a", contxt: [] }])).toBe("REQUEST_INVALID");
  expect(await refused({ text: "a", context: [3] })).toBe("REQUEST_INVALID");
  expect(await refused({ text: "a", context: [{ text: "b".repeat(5000) }] })).toBe("TEXT_TOO_LONG");
});
