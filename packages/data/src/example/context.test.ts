import { expect, test } from "vitest";
import { modelInput } from "./context.ts";

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

test("role and earlier turns stand newest first, so that truncation cuts the oldest", () => {
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
