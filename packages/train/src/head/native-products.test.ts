import { dotProducts } from "@intentsmith/classifier";
import { SeededRandom } from "@intentsmith/core";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { expect, test } from "vitest";
import { withProducts } from "./native-products.ts";

test("the engine's products are those of the loop, row by row, also over several blocks", async () => {
  const random = new SeededRandom("products");
  const values = (count: number): Float32Array => Float32Array.from({ length: count * 5 }, () => random.normal());
  const [rows, vectors] = [values(50), values(100_000)];
  const expected = dotProducts(rows, vectors, 5);
  const found = new Float32Array(expected.length);
  await withProducts(onnxruntimeEngine({ threads: 1 }), 5, async (products) => {
    await products(rows, vectors, (row, b) => found.set(row, b * 100_000));
  });
  let largest = 0;
  for (const [i, value] of expected.entries()) largest = Math.max(largest, Math.abs(value - (found[i] as number)));
  expect(largest).toBeLessThan(1e-5);
});
