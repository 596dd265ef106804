import { expect, test } from "vitest";
import { modelInput, modelTurns } from "./context.ts";

const example = {
  text: "How long?",
  role: "student",
  context: [
    { role: "teacher", text: "Hello." },
    { role: "student", text: "Hi." },
    { role: "teacher", text: "Bake it." },
  ],
};

test("without a context config the model sees the text alone", () => {
  expect(modelInput(example)).toBe("How long?");
});

test("the model gets turns, newest first, so that truncation cuts the oldest", () => {
  expect(modelTurns(example)).toBe("How long?");
  expect(modelTurns(example, { turns: 0, role: true })).toEqual(["student: How long?"]);
  expect(modelTurns(example, { turns: 2, role: true })).toEqual([
    "student: How long?",
    "teacher: Bake it.",
    "student: Hi.",
  ]);
  expect(modelTurns({ text: "a [SEP] b" }, { turns: 1, role: false })).toEqual(["a [SEP] b"]);
});

test("as a string to read, turns stand newest first with the separator's name between them", () => {
  expect(modelInput(example, { turns: 1, role: true })).toBe("student: How long? [SEP] teacher: Bake it.");
  expect(modelInput(example, { turns: 2, role: false })).toBe("How long? [SEP] Bake it. [SEP] Hi.");
});

test("no earlier turns are used when the config asks for none", () => {
  expect(modelInput(example, { turns: 0, role: true })).toBe("student: How long?");
});

test("a first turn and a turn without a role are just their text", () => {
  expect(modelInput({ text: "Hi" }, { turns: 3, role: true })).toBe("Hi");
  expect(modelInput({ text: "Hi", context: [{ role: "", text: "Yo" }] }, { turns: 3, role: true })).toBe("Hi [SEP] Yo");
});
