import { expect, test } from "vitest";
import { dataFile } from "../testing/row-files.ts";
import { thrown } from "../testing/thrown.ts";
import { readWizardOfTasks } from "./wizard-of-tasks.ts";

const read = (content: unknown): ReturnType<typeof readWizardOfTasks> =>
  readWizardOfTasks(dataFile("a.json", typeof content === "string" ? content : JSON.stringify(content)));

test("turns become rows with split, conversation and role; worker ids stay behind", () => {
  const turns = [
    { text: "Hi", intent: "chitchat", role: "student", worker_id: 111, shared_data: [] },
    { text: null, intent: null, role: "teacher" },
    { text: "Bye", intent: "stop" },
  ];
  expect(read({ c1: { data_split: "validation", document_url: "u", turns } })).toEqual([
    {
      id: "a.json#c1:1",
      where: "a.json: conversation c1, turn 1",
      text: "Hi",
      label: "chitchat",
      split: "validation",
      source: "a.json",
      conversation: "c1",
      role: "student",
    },
    expect.objectContaining({ id: "a.json#c1:2", text: null, label: null, role: "teacher" }),
    expect.not.objectContaining({ role: expect.anything() }),
  ]);
});

test.each([
  ["{", /^FILE_MALFORMED: a\.json: the data is not valid JSON/],
  [[], /a\.json: expected an object keyed by conversation id, received a list/],
  [{ c: 3 }, /a\.json: conversation c: expected an object with data_split and turns, received the number 3/],
  [{ c: { data_split: "test" } }, /conversation c: turns: expected a list, received nothing/],
  [{ c: { data_split: "tset", turns: [] } }, /conversation c: split: expected train, .*received "tset"/],
  [{ c: { data_split: 1, turns: [] } }, /conversation c: data_split: expected text, received the number 1/],
  [{ c: { data_split: "test", turns: ["x"] } }, /conversation c, turn 1: expected an object with text/],
  [{ c: { data_split: "test", turns: [{ text: 5 }] } }, /conversation c, turn 1: text: .*the number 5/],
  [{ c: { data_split: "test", turns: [{ intent: "x" }] } }, /conversation c, turn 1: text: .*received nothing/],
  [{ c: { data_split: "test", turns: [{ text: "", intent: {} }] } }, /turn 1: intent: .*received an object/],
])("broken structure is named with its conversation and turn: %j", async (content, message) => {
  expect(await thrown(() => read(content))).toMatch(message);
});
