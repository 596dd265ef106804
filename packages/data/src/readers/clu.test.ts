import { expect, test } from "vitest";
import { dataFile } from "../testing/row-files.ts";
import { thrown } from "../testing/thrown.ts";
import { readClu } from "./clu.ts";
import type { Ignored } from "./ignored.ts";

const read = (value: unknown): { rows: ReturnType<typeof readClu>; ignored: Ignored[] } => {
  const ignored: Ignored[] = [];
  return { rows: readClu(dataFile("p.json", JSON.stringify(value)), (item) => ignored.push(item)), ignored };
};

test("a CLU project: the utterances with their splits; entities are passed over", () => {
  const { rows, ignored } = read({
    projectFileVersion: "2023-04-01",
    assets: {
      projectKind: "Conversation",
      intents: [{ category: "Pay" }],
      entities: [{ category: "amount" }],
      utterances: [
        {
          text: "pay 5",
          language: "en",
          intent: "Pay",
          entities: [{ category: "amount", offset: 4, length: 1 }],
          dataset: "Train",
        },
        { text: "hi", intent: "None", entities: [], dataset: "Test" },
      ],
    },
  });
  expect(rows).toEqual([
    { id: "p.json:1", where: "p.json: utterance 1", text: "pay 5", label: "Pay", split: "train", source: "p.json" },
    { id: "p.json:2", where: "p.json: utterance 2", text: "hi", label: "None", split: "test", source: "p.json" },
  ]);
  expect(ignored.map(({ what, where }) => [what, where])).toEqual([
    ["entities", "p.json: entities[0]"],
    ["annotations of entities", "p.json: utterance 1"],
  ]);
});

test("a LUIS app and a batch test: no splits; patterns are passed over", () => {
  const { rows, ignored } = read({
    luis_schema_version: "7.0.0",
    intents: [{ name: "Pay" }],
    patterns: [{ pattern: "pay {amount}", intent: "Pay" }],
    utterances: [{ text: "pay 5", intent: "Pay", entities: [] }],
  });
  expect(rows.map(({ text, label, split }) => [text, label, split])).toEqual([["pay 5", "Pay", undefined]]);
  expect(ignored.map(({ what }) => what)).toEqual(["patterns"]);
  expect(read([{ text: "pay 5", intent: "Pay" }]).rows).toEqual(rows);
});

test.each([
  [{ conversations: [] }, /^FILE_MALFORMED: p\.json: expected assets\.utterances or utterances/],
  [{ utterances: [{ text: 3, intent: "x" }] }, /^FILE_MALFORMED: p\.json/],
  [{ utterances: [] }, /^DATA_EMPTY: p\.json: expected utterances/],
  [{ utterances: [{ text: "a", intent: "x", dataset: "Holdout" }] }, /^FILE_MALFORMED: p\.json: utterance 1: split/],
])("%j is refused with its place", async (value, message) => {
  expect(await thrown(() => read(value))).toMatch(message);
});
