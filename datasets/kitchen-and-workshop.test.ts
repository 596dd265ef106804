import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Turn {
  text: string | null;
  turn_counter: number;
  intent: string;
  role: string;
}

type Conversations = Record<string, { data_split: string; turns: Turn[] }>;

const folder = join(import.meta.dirname, "kitchen-and-workshop");
const kitchen = read(join(folder, "kitchen_v1.json"));
const workshop = read(join(folder, "workshop_v1.json"));
const conversations = [...Object.values(kitchen), ...Object.values(workshop)];
const turns = conversations.flatMap(({ data_split: split, turns: list }) => list.map((turn) => ({ ...turn, split })));
const spoken = turns.filter((turn): turn is typeof turn & { text: string } => turn.text !== null);

const minimum = { train: 8, validation: 3, test: 3 };
const intents = [
  "answer_question_external_fact",
  "answer_question_recipe_steps",
  "ask_question_ingredients_tools",
  "ask_question_recipe_steps",
  "ask_student_question",
  "chitchat",
  "misc",
  "request_next_step",
  "return_list_ingredients_tools",
  "return_next_step",
  "stop",
];

describe("size", () => {
  it("has about 80 conversations and 1,600 turns with text", () => {
    expect(conversations).toHaveLength(80);
    expect(Object.keys({ ...kitchen, ...workshop })).toHaveLength(80);
    expect(Math.abs(spoken.length - 1600)).toBeLessThanOrEqual(100);
  });

  it("has both domains in every split", () => {
    for (const half of [kitchen, workshop]) {
      const splits = new Set(Object.values(half).map((conversation) => conversation.data_split));
      expect([...splits].sort()).toEqual(["test", "train", "validation"]);
    }
  });

  it("has the counts of its card", () => {
    const card = readFileSync(join(folder, "README.md"), "utf8");
    for (const intent of intents) {
      const [train, validation, test] = Object.keys(minimum).map((split) => count(intent, split));
      const row = new RegExp(
        `^\\| \`${intent}\` \\| [a-z, ]+ \\| ${train} \\| ${validation} \\| ${test} \\| \\d+ \\|$`,
        "m",
      );
      expect(card, intent).toMatch(row);
    }
    expect(card).toContain(`${turns.length.toLocaleString("en-US")} turns`);
    expect(card).toContain(`${spoken.length.toLocaleString("en-US")} of them with text`);
    expect(card).toContain(`\`null\` in ${turns.length - spoken.length} turns`);
  });
});

describe("labels", () => {
  it("has the eleven intents and nothing else", () => {
    expect([...new Set(turns.map((turn) => turn.intent))].sort()).toEqual(intents);
  });

  it.each(intents)("has enough of %s in every split", (intent) => {
    for (const [split, least] of Object.entries(minimum)) {
      expect(count(intent, split), split).toBeGreaterThanOrEqual(least);
    }
  });

  it("numbers the turns and names a role", () => {
    for (const conversation of conversations) {
      expect(conversation.turns.map((turn) => turn.turn_counter)).toEqual(conversation.turns.map((_, at) => at + 1));
    }
    expect(new Set(turns.map((turn) => turn.role))).toEqual(new Set(["student", "teacher"]));
  });
});

describe("texts", () => {
  it("has a few nulls in every split and no empty text", () => {
    for (const split of Object.keys(minimum)) {
      const nulls = turns.filter((turn) => turn.split === split && turn.text === null).length;
      expect(nulls, split).toBeGreaterThan(0);
      expect(nulls, split).toBeLessThanOrEqual(12);
    }
    expect(spoken.filter((turn) => turn.text !== turn.text.trim() || turn.text === "")).toEqual([]);
  });

  it("repeats at most 3 % of its turns, lower-cased", () => {
    const times = new Map<string, number>();
    for (const { text } of spoken) times.set(text.toLowerCase(), (times.get(text.toLowerCase()) ?? 0) + 1);
    const repeated = spoken.filter(({ text }) => (times.get(text.toLowerCase()) ?? 0) > 1);
    expect(repeated.length / spoken.length).toBeLessThanOrEqual(0.03);
  });

  const real = join(process.env["INTENTSMITH_DATA"] ?? "", "wizard-of-tasks", "wizard_of_tasks_cooking_v1.0.json");
  const absent = process.env["INTENTSMITH_DATA"] === undefined || !existsSync(real);
  it.skipIf(absent)("takes no turn of five or more words from the real file (needs INTENTSMITH_DATA)", () => {
    const published = new Set(
      Object.values(read(real)).flatMap((conversation) => conversation.turns.map(({ text }) => plain(text ?? ""))),
    );
    const taken = spoken.filter(({ text }) => text.split(/\s+/).length >= 5 && published.has(plain(text)));
    expect(taken.map((turn) => turn.text)).toEqual([]);
  });
});

function read(path: string): Conversations {
  return JSON.parse(readFileSync(path, "utf8")) as Conversations;
}

function count(intent: string, split: string): number {
  return spoken.filter((turn) => turn.intent === intent && turn.split === split).length;
}

/** Letters, digits and single spaces only: punctuation does not make a text a different one. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9 ]+/g, "")
    .replace(/ +/g, " ")
    .trim();
}
