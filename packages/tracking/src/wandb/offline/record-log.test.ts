import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecords } from "../../testing/read-records.ts";
import { frameRecord } from "./record-log.ts";

test("records of any size come back from a file of 32 KiB blocks", () => {
  const nearBlock = fc.integer({ min: 32_730, max: 32_775 });
  const sizes = fc.array(fc.oneof(fc.nat(300), nearBlock, fc.nat(100_000)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const records = lengths.map((length, index) => Buffer.alloc(length, index + 1));
      let file = Buffer.from("3a572642e1be00", "hex");
      for (const record of records) file = Buffer.concat([file, frameRecord(record, file.byteLength)]);
      expect(readRecords(file).map((record) => record.byteLength)).toEqual(lengths);
      expect(Buffer.concat(readRecords(file)).equals(Buffer.concat(records))).toBe(true);
    }),
    { numRuns: 40 },
  );
});
