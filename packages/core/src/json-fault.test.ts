import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonFaultOffset } from "./json-fault.ts";

it.each([
  ["", 0],
  ["  ", 2],
  ["{", 1],
  ["{}}", 2],
  ['{"a": 1,}', 8],
  ['{"a" 1}', 5],
  ['{"a": 1 "b": 2}', 8],
  ["[1, 2,]", 6],
  ["[1 2]", 3],
  ["[1, 2}", 5],
  ["[01]", 2],
  ["[1.]", 2],
  ["[-]", 1],
  ["nul", 0],
  ["<html>", 0],
  ['["a\nb"]', 3],
  ['["a\\x"]', 4],
  ['["a\\u12g4"]', 4],
  ['["cut', 5],
  ['["cut\\', 6],
  ["{'a': 1}", 1],
  ["[undefined]", 1],
  ["1 2", 2],
])("the fault of %j is at %i", (text, offset) => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  expect(jsonFaultOffset(text)).toBe(offset);
});

it("agrees with JSON.parse on what is JSON", () => {
  const edited = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", "x", ",", "}", "]", '"', "\\", "1", " "))
    .map(
      ([text, at, inserted]) => text.slice(0, at % (text.length + 1)) + inserted + text.slice(at % (text.length + 1)),
    );
  fc.assert(
    fc.property(edited, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(jsonFaultOffset(text) === undefined).toBe(isJson);
    }),
    { numRuns: 2000 },
  );
});

it("survives deep nesting and long strings", () => {
  expect(jsonFaultOffset(`${"[".repeat(100_000)}`)).toBe(100_000);
  expect(jsonFaultOffset(`["${"a".repeat(5_000_000)}"`)).toBe(5_000_003);
});
