import { expect, it } from "vitest";
import { modelInputOf } from "./conversation.ts";

// As modelTurns of @intentsmith/data lays a training row out: the text, then earlier turns from the newest on.
it("earlier turns are given newest first, as many as the model was trained with, with roles if it knows them", () => {
  const input = {
    text: "how long?",
    role: "student",
    context: [{ text: "hello" }, { text: "bake it", role: "teacher" }],
  };
  expect(modelInputOf(input, { turns: 1, role: true })).toEqual(["student: how long?", "teacher: bake it"]);
  expect(modelInputOf(input, { turns: 5, role: false })).toEqual(["how long?", "bake it", "hello"]);
  expect(modelInputOf(input, { turns: 0, role: true })).toEqual(["student: how long?"]);
  expect(modelInputOf({ text: "a", context: ["b"] }, { turns: 2, role: true })).toEqual(["a", "b"]);
  expect(modelInputOf(input, undefined)).toBe("how long?");
  expect(modelInputOf("a", { turns: 1, role: true })).toEqual(["a"]);
});
