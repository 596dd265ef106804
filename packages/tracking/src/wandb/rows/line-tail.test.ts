import { appendFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withTemporaryFolder } from "../../testing/example-run.ts";
import { LineTail } from "./line-tail.ts";

test("every line comes once and whole, however the writes were cut", () =>
  withTemporaryFolder((folder) => {
    let number = 0;
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", " "));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(400)), (lines, cuts) => {
        const path = join(folder, String(number++));
        const tail = new LineTail(path);
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const ends = [...cuts.filter((cut) => cut < bytes.byteLength).sort((a, b) => a - b), bytes.byteLength];
        const seen = tail.read();
        let start = 0;
        for (const end of ends) {
          appendFileSync(path, bytes.subarray(start, end));
          seen.push(...tail.read());
          start = end;
        }
        expect(seen).toEqual(lines.map((text) => Buffer.from(text).toString()));
      }),
      { numRuns: 30 },
    );
  }));

test("a long file comes in portions, and it is said that there is more", () =>
  withTemporaryFolder((folder) => {
    const path = join(folder, "long");
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${"x".repeat(700)}`);
    appendFileSync(path, lines.map((text) => `${text}\n`).join(""));
    const tail = new LineTail(path);
    const first = tail.read();
    expect(first.length).toBeLessThan(lines.length);
    expect(tail.mayHaveMore).toBe(true);
    expect([...first, ...tail.readAll()]).toEqual(lines);
    expect(tail.mayHaveMore).toBe(false);
  }));
