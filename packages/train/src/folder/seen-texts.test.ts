import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "@intentsmith/data";
import { afterAll, expect, test } from "vitest";
import { formatSeen, SeenTexts, seenTextsFile } from "./seen-texts.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-seen-"));
afterAll(() => rmSync(work, { recursive: true }));

const dataset = (hash: string, train: string, test: string): Dataset =>
  ({
    hash,
    examples: [
      { split: "train", text: train },
      { split: "test", text: test },
    ],
  }) as unknown as Dataset;

test("a model knows what it and its base were trained on, in any spelling, and no text can be read from it", () => {
  expect(SeenTexts.of(work).isEmpty).toBe(true);
  const first = SeenTexts.of(work).and(dataset("a", "Where is my parcel?", "cancel it"));
  writeFileSync(join(work, seenTextsFile), first.json());
  const second = SeenTexts.of(work).and(dataset("b", "new password", "Where is my parcel?"));
  expect(["where is  my PARCEL?", "new password", "cancel it"].map((text) => second.has(text))).toEqual([
    true,
    true,
    false,
  ]);
  expect(second.json()).not.toMatch(/parcel|password/i);
  // The same text in two trainings has two hashes: one model's file says nothing of another's
  const hashes = ["a", "b"].map((hash) =>
    SeenTexts.of("nowhere")
      .and(dataset(hash, "x", "y"))
      .json(),
  );
  expect(hashes[0]).not.toBe(hashes[1]);
  writeFileSync(join(work, seenTextsFile), "{}");
  expect(() => SeenTexts.of(work)).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED" }));
});

test("the line about them has the accuracy on the rest, or says that there is none", () => {
  expect(formatSeen({ texts: 25, rest: 13, accuracyOfTheRest: 0.5 }, "test")).toBe(
    "the model, or a base of it, was trained on 25 of the 38 test texts; on the other 13 the accuracy is 0.5000",
  );
  expect(formatSeen({ texts: 3, rest: 0, accuracyOfTheRest: NaN }, "test")).toMatch(/there is no other text$/);
});
