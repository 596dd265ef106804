import { expect, test } from "vitest";
import { firstPlaces, formatPlaces } from "./places.ts";

test("three places are named, the others counted", () => {
  expect(formatPlaces(["a", "b", "c"])).toBe("a; b; c");
  expect(formatPlaces(["a", "b", "c", "d", "e"])).toBe("a; b; c; … and 2 more");
  expect(formatPlaces(["a", "b"], 9)).toBe("a; b; … and 7 more");
  expect(firstPlaces(["a", "b", "c", "d"])).toEqual(["a", "b", "c"]);
});

test("a file is named once in a row", () => {
  expect(formatPlaces(["a.csv: row 1 (line 2)", "a.csv: row 2 (line 3)", "b.csv: row 1 (line 2)"])).toBe(
    "a.csv: row 1 (line 2); row 2 (line 3); b.csv: row 1 (line 2)",
  );
});
