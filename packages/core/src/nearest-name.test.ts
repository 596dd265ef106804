import { expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

it.each([
  ["epoch", "epochs"],
  ["EPOCHS", "epochs"],
  ["warmupRation", "warmupRatio"],
  ["laerningRate", "learningRate"],
  ["something else entirely", undefined],
])("%s is nearest to %s", (name, expected) => {
  expect(nearestName(name, ["epochs", "warmupRatio", "learningRate"])).toBe(expected);
});

it("the nearest wins wherever it stands, the first of equally near ones", () => {
  expect(nearestName("rate", ["rates", "rat", "rate2x"])).toBe("rates");
  expect(nearestName("rate", ["gates", "rats", "rate"])).toBe("rate");
});

it("half of the letters may differ, two of a short name", () => {
  expect(nearestName("abcdef", ["abcxyz"])).toBe("abcxyz");
  expect(nearestName("abcdef", ["abwxyz"])).toBeUndefined();
  expect(nearestName("ab", ["xy"])).toBe("xy");
  expect(nearestName("ab", ["xyz"])).toBeUndefined();
});
