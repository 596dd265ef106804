import { IntentClassifier } from "@intentsmith/classifier";
import { expect } from "vitest";

/** Fails unless two folders, a trained and an exported one, give these texts the same three best labels and scores. */
export async function expectSameAnswers(folders: readonly [string, string], texts: readonly string[]): Promise<void> {
  const [before, after] = await Promise.all(
    folders.map(async (folder) => {
      const classifier = await IntentClassifier.load(folder, { threads: 1 });
      const scores = (await classifier.classify(texts, { top: 3 })).flatMap(({ top }) => top);
      await classifier.release();
      return scores;
    }),
  );
  expect(after?.map(({ label }) => label)).toEqual(before?.map(({ label }) => label));
  for (const [i, { score }] of (after ?? []).entries()) expect(score).toBeCloseTo(before?.[i]?.score as number, 5);
}
