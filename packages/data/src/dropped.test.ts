import { expect, test } from "vitest";
import { countDropped, formatDropped } from "./dropped.ts";

const rows = [
  { where: "a.csv: row 1 (line 2)", reason: "null text" },
  { where: "a.csv: row 2 (line 3)", reason: "empty text" },
  { where: "a.csv: row 9 (line 10)", reason: "null text" },
] as const;

test("dropped rows are counted by reason with the first few places", () => {
  expect(countDropped(rows)).toEqual([
    { reason: "null text", rows: 2, first: ["a.csv: row 1 (line 2)", "a.csv: row 9 (line 10)"] },
    { reason: "empty text", rows: 1, first: ["a.csv: row 2 (line 3)"] },
  ]);
});

test("the line for people names number, reason and place", () => {
  expect(formatDropped(rows)).toBe(
    "dropped 3 rows: 2 null text (first: a.csv: row 1 (line 2); row 9 (line 10)), 1 empty text (first: a.csv: row 2 (line 3))",
  );
  expect(formatDropped(rows.slice(0, 1))).toContain("dropped 1 row: ");
});

test("of many places three are named", () => {
  const many = Array.from({ length: 5 }, (_, index) => ({ where: `f: row ${index + 1}`, reason: "no token" as const }));
  expect(countDropped(many)).toEqual([{ reason: "no token", rows: 5, first: ["f: row 1", "f: row 2", "f: row 3"] }]);
});
