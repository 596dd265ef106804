import { expect, test } from "vitest";
import { embeddingsOf } from "../testing/golden.ts";
import { checkComparable, checkEmbeddings } from "./embeddings.ts";

test("data that is not rows × width is refused with both numbers", () => {
  const embeddings = { data: new Float32Array(5), rowCount: 2, width: 3 };
  expect(() => checkEmbeddings(embeddings, "text")).toThrow(
    expect.objectContaining({
      code: "ARGUMENT_INVALID",
      message: expect.stringMatching(/2 × 3 = 6 values, received 5/),
    }),
  );
});

test.each([NaN, Infinity])("a value of %d is refused and its row is named", (value) => {
  expect(() =>
    checkEmbeddings(
      embeddingsOf([
        [1, 2],
        [3, value],
      ]),
      "text",
    ),
  ).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED", message: expect.stringContaining("text 1") }));
});

test("texts and labels of different widths cannot be compared", () => {
  expect(() => checkComparable(embeddingsOf([[1, 2]]), embeddingsOf([[1]]))).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID" }),
  );
});
