import { expect, test } from "vitest";
import { groupBy } from "./group-by.ts";

test("groups keep the order of first appearance, and items their order", () => {
  const groups = groupBy(["bb", "a", "cc", "d"], (text) => text.length);
  expect([...groups]).toEqual([
    [2, ["bb", "cc"]],
    [1, ["a", "d"]],
  ]);
});
