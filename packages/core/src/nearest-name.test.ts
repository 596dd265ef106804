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
