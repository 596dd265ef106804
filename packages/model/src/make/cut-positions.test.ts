import { expect, it } from "vitest";
import { SentenceEncoder } from "../encode/sentence-encoder.ts";
import { loadModel } from "../folder/load-model.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";
import { cutPositions } from "./cut-positions.ts";

it("gives the embeddings that the whole model gives to texts of that length", async () => {
  const whole = { ...(await loadModel(tinyBertFolder)), maxSequenceLength: 12 };
  const cut = cutPositions(whole, 12);
  expect(cut.weights.get("embeddings.position_embeddings.weight")?.shape).toEqual([12, whole.config.hiddenSize]);
  const texts = ["stop", "mix the flour ".repeat(20)];
  const embeddings = await Promise.all(
    [whole, cut].map(async (model) => {
      const encoder = new SentenceEncoder(model, { threads: 1 });
      const { data } = await encoder.encode(texts);
      await encoder.release();
      return data;
    }),
  );
  expect(embeddings[1]).toEqual(embeddings[0]);
  expect(cutPositions(whole, 5000)).toBe(whole);
});
