import { join } from "node:path";
import { expect, test } from "vitest";
import { IntentClassifier } from "./intent-classifier.ts";

const folders = join(import.meta.dirname, "../testing/folders-of-format-1");

/**
 * The folders were written by `train` and `export` of commit 41e4ccc (tiny-bert, examples/support.csv, two epochs), the
 * answers by its `predict --json`.
 */
const answers = [
  { text: "where is my parcel?", label: "track_parcel", score: 0.979504248208717 },
  { text: "cancel the order please", label: "track_parcel", score: 0.9849424445425062 },
  { text: "😀", label: "reset_password", score: 0.9284474072433688 },
  { text: "new password", label: "reset_password", score: 0.9797964020908029 },
];

test.each(["trained", "exported"])(
  "a folder of the first format gives the labels and scores it gave: %s",
  async (name) => {
    const classifier = await IntentClassifier.load(join(folders, name), { threads: 1 });
    const found = await classifier.classify(answers.map(({ text }) => text));
    for (const [i, { label, score }] of answers.entries()) {
      expect(found[i]?.label).toBe(label);
      // float32 sums differ in the last bits between kinds of processors
      expect(found[i]?.score).toBeCloseTo(score, 5);
    }
    await classifier.release();
  },
);
