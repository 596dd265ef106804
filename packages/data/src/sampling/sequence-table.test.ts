import { expect, test } from "vitest";
import type { Example } from "../example/example.ts";
import { thrown } from "../testing/thrown.ts";
import { buildSequenceTable, labelIndices } from "./sequence-table.ts";

const example = (text: string, label: string): Example => ({
  id: "f:1",
  where: "f: row 1",
  text,
  label,
  split: "train",
  source: "f",
});

test("each distinct input stands once; a text equal to label words shares the label's entry", () => {
  const examples = [example("hi", "x"), example("ask step", "y"), example("hi", "y")];
  const table = buildSequenceTable(examples, { labelWords: ["ask step", "stop"] });
  expect(table.inputs).toEqual(["hi", "ask step", "stop"]);
  expect([...table.textOf]).toEqual([0, 1, 0]);
  expect([...table.labelOf]).toEqual([1, 2]);
});

test("inputs are turns where the data set has context, and a lone turn shares the entry of equal label words", () => {
  const context = [{ role: "teacher", text: "yo" }];
  const examples = [{ ...example("hi", "x"), role: "student", context }, example("stop", "x")];
  const table = buildSequenceTable(examples, { labelWords: ["x", "stop"], context: { turns: 1, role: true } });
  expect(table.inputs).toEqual([["student: hi", "teacher: yo"], ["stop"], "x"]);
  expect([...table.labelOf]).toEqual([2, 1]);
});

test("a text that looks like two turns is not taken for them", () => {
  const spoken = { ...example("hi", "x"), context: [{ role: "", text: "yo" }] };
  const table = buildSequenceTable([spoken, example("hi [SEP] yo", "x")], {
    labelWords: ["x"],
    context: { turns: 1, role: false },
  });
  expect([...table.textOf]).toEqual([0, 1]);
});

test("label numbers follow the data set's order, and a label that is not in it is named", async () => {
  expect([...labelIndices([example("a", "y"), example("b", "x")], ["x", "y"])]).toEqual([1, 0]);
  expect(await thrown(() => labelIndices([example("a", "xx")], ["x", "y"]))).toMatch(
    /^DATA_LABEL_UNKNOWN: f:1: expected one of 2 labels, received "xx" \| Did you mean "x"\?/,
  );
});
