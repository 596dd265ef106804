import { expect, test } from "vitest";
import { dataFile } from "../testing/row-files.ts";
import { thrown } from "../testing/thrown.ts";
import type { Ignored } from "./ignored.ts";
import { readRasa, withoutEntities } from "./rasa.ts";

const read = (text: string): { rows: ReturnType<typeof readRasa>; ignored: Ignored[] } => {
  const ignored: Ignored[] = [];
  return { rows: readRasa(dataFile("nlu.yml", text), (item) => ignored.push(item)), ignored };
};

const nlu = `version: "3.1"
nlu:
- intent: greet
  examples: |
    - hey
    - hello - again
- intent: book/flight
  examples:
  - text: |
      to [Berlin](city) on [Monday]{"entity": "day", "role": "out"}
    metadata: {source: web}
  - text: from [here](city:LHR)
- regex: zip
  examples: |
    - \\d{5}
- lookup: city
  examples: |
    - Berlin
- synonym: LHR
  examples: |
    - Heathrow
rules:
- rule: x
`;

test("intents are labels, their examples texts, whichever way they are written", () => {
  expect(read(nlu).rows.map(({ id, where, text, label }) => [id, where, text, label])).toEqual([
    ["nlu.yml:1", "nlu.yml: intent greet, example 1", "hey", "greet"],
    ["nlu.yml:2", "nlu.yml: intent greet, example 2", "hello - again", "greet"],
    ["nlu.yml:3", "nlu.yml: intent book/flight, example 1", "to Berlin on Monday", "book/flight"],
    ["nlu.yml:4", "nlu.yml: intent book/flight, example 2", "from here", "book/flight"],
  ]);
});

test("what holds no labelled text is passed over and named", () => {
  expect(read(nlu).ignored.map(({ what, where }) => [what, where])).toEqual([
    ['sections "rules"', "nlu.yml"],
    ["annotations of entities", "nlu.yml: intent book/flight, example 1"],
    ["annotations of entities", "nlu.yml: intent book/flight, example 2"],
    ["regular expressions", "nlu.yml: nlu[2]"],
    ["lookup tables", "nlu.yml: nlu[3]"],
    ["synonyms", "nlu.yml: nlu[4]"],
  ]);
});

test.each([
  ["[Berlin](city)", "Berlin"],
  ["from [a b](city:X) to [c]{'entity': 'y'}!", "from a b to c!"],
  ['[x][{"entity": "a"}, {"entity": "b"}]', "x"],
  ["[not an entity] (really)", "[not an entity] (really)"],
  ["a[0] = 1", "a[0] = 1"],
])("%j without its entities is %j", (example, text) => expect(withoutEntities(example)).toBe(text));

test.each([
  ["nlu: [", /^FILE_MALFORMED: nlu\.yml: line \d+: not valid YAML/],
  ["- a", /^FILE_MALFORMED: nlu\.yml: expected version and nlu/],
  ["nlu: {a: 1}", /^FILE_MALFORMED: nlu\.yml: nlu: expected a list/],
  [
    "nlu:\n- intent: a\n  examples: |\n    - x\n    y",
    /^FILE_MALFORMED: .*intent a: expected lines that begin with "-", received "y"/,
  ],
  ["nlu:\n- intent: a\n  examples: 3", /^FILE_MALFORMED: .*intent a: expected examples/],
  ["version: '3.1'\nstories: []", /^DATA_EMPTY: nlu\.yml: expected intents/],
])("%j is refused with its place", async (text, message) => {
  expect(await thrown(() => read(text))).toMatch(message);
});
