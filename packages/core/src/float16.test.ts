import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { float16BitsToFloat32, float32ToFloat16Bits } from "./float16.ts";

describe("float16", () => {
  it("keeps every one of the 65,536 values through float32", () => {
    const changed: number[] = [];
    for (let bits = 0; bits < 65_536; bits++) {
      const value = float16BitsToFloat32(bits);
      const back = float32ToFloat16Bits(value);
      if (Number.isNaN(value) ? (back & 0x7e00) !== 0x7e00 : back !== bits) changed.push(bits);
    }
    expect(changed).toEqual([]);
  });

  it("takes the nearest value, the even one at a tie", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), fc.double({ min: 0, max: 1, noNaN: true }), (bits, part) => {
        const [low, high] = [float16BitsToFloat32(bits), float16BitsToFloat32(bits + 1)];
        const value = Math.fround(low + part * (high - low));
        const [down, up] = [value - low, high - value];
        const expected = down < up || (down === up && bits % 2 === 0) ? bits : bits + 1;
        expect(float32ToFloat16Bits(value)).toBe(expected);
        expect(float32ToFloat16Bits(-value)).toBe(expected | 0x8000);
      }),
      { numRuns: 2_000 },
    );
    expect(float32ToFloat16Bits(65_519)).toBe(0x7bff);
    expect(float32ToFloat16Bits(65_520)).toBe(0x7c00);
  });
});
