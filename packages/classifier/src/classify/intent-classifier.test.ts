import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel, saveModel, SentenceEncoder } from "@intentsmith/model";
import { afterAll, describe, expect, it } from "vitest";
import { trainedModelFile } from "../record/trained-model-record.ts";
import { IntentClassifier } from "./intent-classifier.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";
import { exampleRecord, writeTrainedFolder } from "../testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-classifier-"));
afterAll(() => rmSync(work, { recursive: true }));

const record = exampleRecord(["stop", "request_next_step", "chitchat"]);

function trainedFolder(): string {
  const folder = join(mkdtempSync(join(work, "folder-")), "model");
  writeTrainedFolder(folder, record);
  return folder;
}

describe("IntentClassifier", () => {
  it("names the label whose words lie nearest, with the cosine, and as many others as asked for", async () => {
    const folder = trainedFolder();
    const classifier = await IntentClassifier.load(folder, { threads: 1 });
    const [stop, other] = await classifier.classify(["stop", "mix the flour"], { top: 2 });
    expect(stop?.label).toBe("stop");
    expect(stop?.score).toBeCloseTo(1, 5);
    expect(other?.top.length).toBe(2);

    const encoder = new SentenceEncoder(await loadModel(folder), { threads: 1 });
    const { data, width } = await encoder.encode(["mix the flour", ...record.labels.map(({ words }) => words)]);
    const cosines = record.labels.map((_, c) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (data[j] as number) * (data[(c + 1) * width + j] as number);
      return sum;
    });
    const best = cosines.indexOf(Math.max(...cosines));
    expect(other?.label).toBe(record.labels[best]?.name);
    expect(other?.score).toBeCloseTo(cosines[best] as number, 5);
    await classifier.release();
  });

  it("scores by cosine even if the base has no Normalize module", async () => {
    const folder = join(mkdtempSync(join(work, "folder-")), "model");
    const model = { ...(await loadModel(tinyBertFolder)), normalize: false };
    await saveModel(folder, model, { extraFiles: { [trainedModelFile]: JSON.stringify(record) } });
    const plain = await IntentClassifier.load(folder, { threads: 1 });
    const usual = await IntentClassifier.load(trainedFolder(), { threads: 1 });
    const [a] = await plain.classify(["mix the flour"]);
    const [b] = await usual.classify(["mix the flour"]);
    expect(a?.label).toBe(b?.label);
    expect(a?.score).toBeCloseTo(b?.score as number, 5);
  });

  it("flags texts that are cut, and those of which the encoder knows nothing", async () => {
    const classifier = await IntentClassifier.load(trainedFolder(), { threads: 1 });
    const texts = ["stop", "mix the flour ".repeat(100), "", "\u200B \u0007", "🐒 🦧", "🐒 stop"];
    const flags = (await classifier.classify(texts)).map(({ truncated, reason }) => [truncated, reason]);
    expect(flags).toEqual([
      [false, undefined],
      [true, undefined],
      [false, "empty"],
      [false, "empty"],
      [false, "unknown-tokens"],
      [false, undefined],
    ]);
    expect(await classifier.classify("stop")).not.toHaveProperty("reason");
    await classifier.release();
  });

  it("takes turns where the model was trained with them, and no text for more than one turn", async () => {
    const folder = join(mkdtempSync(join(work, "folder-")), "model");
    writeTrainedFolder(folder, { ...record, context: { turns: 2, role: false } });
    const spoken = await IntentClassifier.load(folder, { threads: 1 });
    const [turns, joined, single, list] = await spoken.classify([
      ["stop", "mix the flour"],
      "stop [SEP] mix the flour",
      "stop",
      ["stop"],
    ]);
    expect(turns?.text).toBe("stop");
    expect(single?.score).toBe(list?.score);
    expect(turns?.score).not.toBeCloseTo(single?.score as number, 4);
    expect(joined?.score).not.toBeCloseTo(turns?.score as number, 4);
    expect(spoken.countTokens([["stop", "stop"], "stop"])).toEqual([5, 3]);
    expect(spoken.countTokens(["[SEP]"])).toEqual(spoken.countTokens(["[ SEP ]"]));
    await expect(spoken.classify([["stop", 4] as never])).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    await expect(spoken.classify([[]])).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    await spoken.release();

    const plain = await IntentClassifier.load(trainedFolder(), { threads: 1 });
    await expect(plain.classify([["stop", "mix"]])).rejects.toThrow(/texts\[0\]: a string expected, received turns/);
    await plain.release();
  });

  it("takes a text with who says it and what was said before, and reads as much of it as it was trained with", async () => {
    const folder = join(mkdtempSync(join(work, "folder-")), "model");
    writeTrainedFolder(folder, { ...record, context: { turns: 1, role: true } });
    const spoken = await IntentClassifier.load(folder, { threads: 1 });
    const context = [
      { role: "cook", text: "never read" },
      { role: "cook", text: "mix the flour" },
    ];
    const one = await spoken.classify({ text: "stop", role: "guest", context });
    expect(one.text).toBe("stop");
    const [inList, asTurns, alone] = await spoken.classify([
      { text: "stop", role: "guest", context: context.slice(1) },
      ["guest: stop", "cook: mix the flour"],
      { text: "stop", role: "guest" },
    ]);
    expect(inList).toEqual(one);
    expect(asTurns?.score).toBe(one.score);
    expect(alone?.score).not.toBeCloseTo(one.score, 4);
    // What the role's words are to the encoder says nothing of the text
    expect(await spoken.classify({ text: "🐒", role: "stop", context })).toMatchObject({ reason: "unknown-tokens" });
    expect(await spoken.classify({ text: "", role: "stop", context })).toMatchObject({ reason: "empty" });
    await spoken.release();

    const plain = await IntentClassifier.load(trainedFolder(), { threads: 1 });
    expect((await plain.classify({ text: "stop", role: "guest", context })).score).toBeCloseTo(1, 5);
    await plain.release();
  });

  it("says what is missing when a folder has no labels", async () => {
    await expect(IntentClassifier.load(tinyBertFolder)).rejects.toThrow(/no intentsmith.json in it/);
    const folder = trainedFolder();
    writeFileSync(join(folder, trainedModelFile), `{"format": 3}`);
    await expect(IntentClassifier.load(folder)).rejects.toThrow(/format/);
  });
});

describe("what classify and release are given", () => {
  const load = (): Promise<IntentClassifier> => IntentClassifier.load(trainedFolder(), { threads: 1 });

  it("one text gives one answer, the same as in a list", async () => {
    const classifier = await load();
    const [inList] = await classifier.classify(["mix the flour"], { top: 3 });
    expect(await classifier.classify("mix the flour", { top: 3 })).toEqual(inList);
    expect(await classifier.classify([])).toEqual([]);
    await classifier.release();
  });

  it.each([
    [42, {}, /a text or an array of texts expected, received 42/],
    [undefined, {}, /received undefined/],
    [["a", 42], {}, /texts\[1\]: a string expected, received 42/],
    [["a", null], {}, /texts\[1\]: a string expected, received null/],
    [{ role: "cook" }, {}, /the text.text: a string expected, received undefined/],
    [[{ text: "a", role: 1 }], {}, /texts\[0\].role: a string expected, received 1/],
    [[{ text: "a", context: "b" }], {}, /texts\[0\].context: a list expected/],
    [[{ text: "a", context: ["b"] }], {}, /texts\[0\].context\[0\]: \{text, role\} expected/],
    [[{ text: "a", context: [{ text: "b", contxt: [] }] }], {}, /context\[0\]: text, role expected, received "contxt"/],
    [["a"], { top: 0 }, /options.top: a whole number from 1 on expected, received 0/],
    [["a"], { top: -1 }, /received -1/],
    [["a"], { top: NaN }, /received NaN/],
    [["a"], { top: 1.5 }, /received 1.5/],
    [["a"], { topK: 3 }, /"top" or "nearest" expected, received "topK"/],
    [["a"], null, /options: an object expected, received null/],
  ])("refuses %j with options %j", async (texts, options, message) => {
    const classifier = await load();
    const call = classifier.classify(texts as string[], options as object);
    await expect(call).rejects.toMatchObject({ code: "ARGUMENT_INVALID", message: expect.stringMatching(message) });
    await classifier.release();
  });

  it("release waits for calls under way; afterwards nothing is opened again", async () => {
    const classifier = await load();
    const answer = classifier.classify("mix the flour");
    await Promise.all([classifier.release(), classifier.release()]);
    expect((await answer).label).toBeTypeOf("string");
    await classifier.release();
    await expect(classifier.classify("stop")).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringContaining("was released"),
    });
  });
});
