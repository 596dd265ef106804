import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { IntentClassifier } from "./intent-classifier.ts";
import { loadModel } from "./folder/load-model.ts";
import { saveModel } from "./folder/save-model.ts";
import { SentenceEncoder } from "./encode/sentence-encoder.ts";
import { tinyBertFolder } from "./testing/tiny-bert.ts";
import { exampleRecord, writeTrainedFolder } from "./testing/trained-folder.ts";
import { trainedModelFile } from "./trained-model-record.ts";

const record = exampleRecord(["stop", "request_next_step", "chitchat"]);

function trainedFolder(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "intentsmith-classifier-")), "model");
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
    const folder = join(mkdtempSync(join(tmpdir(), "intentsmith-classifier-")), "model");
    const model = { ...(await loadModel(tinyBertFolder)), normalize: false };
    await saveModel(folder, model, { extraFiles: { [trainedModelFile]: JSON.stringify(record) } });
    const plain = await IntentClassifier.load(folder, { threads: 1 });
    const usual = await IntentClassifier.load(trainedFolder(), { threads: 1 });
    const [a] = await plain.classify(["mix the flour"]);
    const [b] = await usual.classify(["mix the flour"]);
    expect(a?.label).toBe(b?.label);
    expect(a?.score).toBeCloseTo(b?.score as number, 5);
  });

  it("says what is missing when a folder has no labels", async () => {
    await expect(IntentClassifier.load(tinyBertFolder)).rejects.toThrow(/no intentsmith.json in it/);
    const folder = trainedFolder();
    writeFileSync(join(folder, trainedModelFile), `{"format": 2}`);
    await expect(IntentClassifier.load(folder)).rejects.toThrow(/format/);
  });
});
