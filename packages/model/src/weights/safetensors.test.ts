import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { encodeSafetensors, readSafetensors, writeSafetensors, type WeightTensor } from "./safetensors.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

const folder = mkdtempSync(join(tmpdir(), "safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "model.safetensors");
const golden = join(tinyBertFolder, "model.safetensors");

/** A file with any header, right or wrong, and `dataBytes` zero bytes (or these) behind it. */
function fileOf(header: unknown, data: number | Uint8Array = 0, headerLength?: number): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerLength ?? json.byteLength));
  return Buffer.concat([length, json, typeof data === "number" ? Buffer.alloc(data) : data]);
}
const read = (bytes: Uint8Array) => {
  writeFileSync(path, bytes);
  return readSafetensors(path);
};

describe("reading and writing", () => {
  it("writes a file of the reference implementation back byte for byte", () => {
    const { tensors, metadata } = readSafetensors(golden);
    expect(metadata).toEqual({ format: "pt" });
    writeSafetensors(path, tensors as Map<string, WeightTensor>);
    expect(readFileSync(path).equals(readFileSync(golden))).toBe(true);
  });

  it("gives back what was written, in any order and with any sizes", () => {
    const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return fc
        .array(fc.float({ noNaN: true }), { minLength: length, maxLength: length })
        .map((data): WeightTensor => ({ shape, data: Float32Array.from(data) }));
    });
    const names = fc.string({ minLength: 1, unit: "grapheme" }).filter((name) => name !== "__metadata__");
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(names, tensor), { selector: ([name]) => name, maxLength: 6 }), (tensors) => {
        const bytes = encodeSafetensors(tensors);
        expect(encodeSafetensors([...tensors].reverse())).toEqual(bytes);
        const found = read(bytes).tensors;
        expect(found.size).toBe(tensors.length);
        for (const [name, { shape, data }] of tensors) expect(found.get(name)).toEqual({ dtype: "F32", shape, data });
      }),
      { numRuns: 50, examples: [[[["__proto__", { shape: [], data: Float32Array.of(1) }]]]] },
    );
  });

  it("takes the file's bytes as they are for F32, so that memory holds them once", () => {
    const { tensors } = readSafetensors(golden);
    const floats = [...tensors.values()].filter(({ dtype }) => dtype === "F32");
    expect(floats.length).toBeGreaterThan(10);
    expect(new Set(floats.map(({ data }) => data.buffer)).size).toBe(1);
  });

  it("rounds to float16 and reads it back as float32", () => {
    const data = Float32Array.of(0, -0, 1, -1.5, 65504, 2 ** -24, 0.1, Infinity);
    writeSafetensors(path, [["w", { shape: [8], data }]], { dtype: "F16", metadata: {} });
    const { tensors, metadata } = readSafetensors(path);
    expect(metadata).toEqual({});
    expect(tensors.get("w")?.dtype).toBe("F16");
    expect([...(tensors.get("w")?.data ?? [])]).toEqual([0, -0, 1, -1.5, 65504, 2 ** -24, 0.0999755859375, Infinity]);
  });

  it("refuses a value that float16 cannot hold, by name", () => {
    const tensors: [string, WeightTensor][] = [["a.b", { shape: [2], data: Float32Array.of(1, 70_000) }]];
    expect(() => writeSafetensors(path, tensors, { dtype: "F16" })).toThrow(/tensor a\.b: float16 holds up to 65504/);
  });

  it("refuses a tensor whose length is not its shape's", () => {
    const tensors: [string, WeightTensor][] = [["a", { shape: [2, 3], data: new Float32Array(5) }]];
    expect(() => encodeSafetensors(tensors)).toThrow(/tensor a: shape \[2, 3\] does not have 5 elements/);
  });

  it.each([
    ["F32", Float32Array.of(1.5, -2), Float32Array.of(1.5, -2)],
    ["F64", Float64Array.of(1.5, -2), Float64Array.of(1.5, -2)],
    ["F16", Uint16Array.of(0x3e00, 0xc000), Float32Array.of(1.5, -2)],
    ["BF16", Uint16Array.of(0x3fc0, 0xc000), Float32Array.of(1.5, -2)],
    ["I64", BigInt64Array.of(5n, -6n), BigInt64Array.of(5n, -6n)],
    ["I32", Int32Array.of(5, -6), Int32Array.of(5, -6)],
    ["U8", Uint8Array.of(5, 250), Uint8Array.of(5, 250)],
    ["BOOL", Uint8Array.of(0, 1), Uint8Array.of(0, 1)],
  ])("reads %s, also where it is not aligned", (dtype, stored, expected) => {
    const bytes = new Uint8Array(stored.buffer);
    const header = {
      pad: { dtype: "U8", shape: [3], data_offsets: [0, 3] },
      x: { dtype, shape: [2], data_offsets: [3, 3 + bytes.byteLength] },
    };
    expect(read(fileOf(header, Buffer.concat([Buffer.alloc(3), bytes]))).tensors.get("x")?.data).toEqual(expected);
  });
});

describe("a damaged file", () => {
  const good = {
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
  };

  it.each([
    ["an empty file", new Uint8Array(0), /at least 8 bytes expected, 0 found/],
    ["a header that is longer than the file", fileOf(good, 12, 5_000), /should be 5000 bytes long, but the file has/],
    ["an absurd header length", fileOf(good, 12, 2 ** 52), /the header should be 4503599627370496 bytes/],
    ["a header that is not JSON", fileOf("{nonsense", 12), /the header is not JSON/],
    ["a header that is not text", fileOf("{}", 0, 2).with(8, 0xff), /the header is not JSON/],
    [
      "a tensor that is named twice",
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
        8,
      ),
      /the header names "a" twice/,
    ],
    [
      "a tensor whose shape is given twice",
      fileOf('{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', 8),
      /the header names "shape" twice/,
    ],
    ["a header that is no object", fileOf([1]), /should be a JSON object/],
    ["metadata that is not text", fileOf({ __metadata__: { a: 1 } }), /__metadata__ should map text to text/],
    ["a tensor without a description", fileOf({ a: 1 }), /tensor "a": its description should be an object/],
    ["a tensor without a dtype", fileOf({ a: { shape: [] } }), /tensor "a": no dtype/],
    [
      "a negative shape",
      fileOf({ a: { ...good.a, shape: [-2] } }, 8),
      /tensor "a": shape should be a list of sizes, found \[-2\]/,
    ],
    [
      "offsets that are no numbers",
      fileOf({ a: { ...good.a, data_offsets: ["0", 8] } }, 8),
      /data_offsets should be two byte offsets/,
    ],
    [
      "a span that is not the shape's",
      fileOf({ a: { ...good.a, shape: [3] } }, 8),
      /F32 of shape \[3\] takes 12 bytes, data_offsets \[0, 8\] span 8/,
    ],
    ["a file cut short", fileOf(good, 10), /tensor "b" ends at byte 12 of the data, but only 10 bytes follow/],
    [
      "overlapping tensors",
      fileOf({ ...good, b: { ...good.b, data_offsets: [4, 8] } }, 8),
      /tensor "b" overlaps the tensor before it/,
    ],
    [
      "a hole",
      fileOf({ ...good, b: { ...good.b, data_offsets: [12, 16] } }, 16),
      /tensor "b" leaves a hole before it: it begins at byte 12, 8 expected/,
    ],
    ["bytes at the end", fileOf(good, 20), /8 bytes at the end belong to no tensor/],
  ])("%s is refused with its place", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED" }));
    expect(() => read(bytes)).toThrow(message);
    expect(() => read(bytes)).toThrow(path);
  });

  it("names an element type that is not known", () => {
    expect(() => read(fileOf({ a: { dtype: "F8_E4M3", shape: [2], data_offsets: [0, 2] } }, 2))).toThrow(
      expect.objectContaining({ code: "MODEL_UNSUPPORTED", message: expect.stringContaining("F8_E4M3") }),
    );
  });

  it("is never read, wherever it was cut", () => {
    const whole = readFileSync(golden);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.byteLength - 1 }), (length) => {
        expect(() => read(whole.subarray(0, length))).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED" }));
      }),
      { numRuns: 50 },
    );
  });
});
