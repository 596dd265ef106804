import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantizeColumns, quantizeRows } from "./quantize-matrix.ts";

const weight = fc.oneof(fc.constant(0), fc.float({ min: -8, max: 8, noNaN: true }));
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.tuple(fc.array(weight, { minLength: rows * columns, maxLength: rows * columns }), fc.constant(columns)),
  );

describe("an embedding table", () => {
  it("has one scale a row, and the largest number of each row is ±127", () => {
    const { data, scales } = quantizeRows(Float32Array.of(1, -2, 0.5, 0, 0, 0, 127, 1, -64), 3);
    expect([...data]).toEqual([63, -127, 32, 0, 0, 0, 127, 1, -64]);
    // 2 / 127 = 0.015748…, and the next float16 number is 1033 / 2¹⁶
    expect([...scales]).toEqual([1033 / 2 ** 16, 1, 1]);
  });

  it("is off by half a step at most", () => {
    fc.assert(
      fc.property(matrix, ([values, columns]) => {
        const { data, scales } = quantizeRows(values, columns);
        for (const [i, value] of values.entries()) {
          const scale = scales[Math.floor(i / columns)] as number;
          expect(Math.abs(value - scale * (data[i] as number))).toBeLessThanOrEqual(scale * 0.5);
        }
      }),
    );
  });
});

describe("the weight of a linear layer", () => {
  it("has one scale a column: of the largest weight, or of two neighbours of one sign together", () => {
    // columns: 127, −100 (signs differ); 100, 154 (together 254)
    const { data, scales } = quantizeColumns(Float32Array.of(127, 100, -100, 154), 2);
    expect([...scales]).toEqual([1, 2]);
    expect([...data]).toEqual([127, 50, -100, 77]);
  });

  it("is off by half a step at most, a step being less than twice the finest", () => {
    fc.assert(
      fc.property(matrix, ([values, columns]) => {
        const { data, scales } = quantizeColumns(values, columns);
        for (const [i, value] of values.entries()) {
          const scale = scales[i % columns] as number;
          expect(Math.abs(value - scale * (data[i] as number))).toBeLessThanOrEqual(scale * 0.5);
        }
        for (const [column, scale] of scales.entries()) {
          const most = Math.max(...values.filter((_, i) => i % columns === column).map(Math.abs));
          // a float16 number is within a thousandth, and the smallest is 2⁻²⁴
          if (most > 0) expect(scale).toBeLessThanOrEqual((most / 127) * 2.002 + 2 ** -24);
        }
      }),
    );
  });

  it("overflows no 16-bit sum of two neighbours, whatever the unsigned activations are", () => {
    fc.assert(
      fc.property(matrix, ([values, columns]) => {
        const { data } = quantizeColumns(values, columns);
        for (let i = 0; i + columns < data.length; i++) {
          const pair = [data[i] as number, data[i + columns] as number];
          // a·255 is largest where every weight of one sign meets 255 and every other meets 0
          const most = 255 * pair.reduce((sum, q) => sum + Math.max(q, 0), 0);
          const least = 255 * pair.reduce((sum, q) => sum + Math.min(q, 0), 0);
          expect(most).toBeLessThanOrEqual(32_767);
          expect(least).toBeGreaterThanOrEqual(-32_768);
        }
      }),
      { numRuns: 500 },
    );
  });
});
