import { expect, test } from "vitest";
import { bankingFiles, wizardFile } from "../testing/published-files.ts";
import { temporaryFile } from "../testing/temporary-folder.ts";
import { thrown } from "../testing/thrown.ts";
import { checkPublished } from "./check-published.ts";

const cookingName = "wizard_of_tasks_cooking_v1.0.json";
const check = (name: string, content: string | Buffer): string[] =>
  checkPublished(name, temporaryFile("download.partial", content));

test("other counts of turns and rows only warn", () => {
  expect(check(cookingName, wizardFile(272))).toEqual([
    `${cookingName}: 272 turns with text, where 7785 were expected`,
  ]);
  expect(check("wizard_of_tasks_diy_v1.0.json", wizardFile(277))).toEqual([
    "wizard_of_tasks_diy_v1.0.json: 93 train turns with text, where 8450 to 8455 were expected",
  ]);
  expect(check("test.csv", bankingFiles()["test.csv"] ?? "")).toEqual(["test.csv: 77 rows, where 3080 were expected"]);
  expect(check("categories.json", bankingFiles()["categories.json"] ?? "")).toEqual([]);
});

const withoutSplits = Object.fromEntries(
  Array.from({ length: 272 }, (_, index) => [index, { turns: [{ text: "", intent: "" }] }]),
);
const withoutTest = wizardFile(272).toString().replaceAll('"test"', '"train"');

test.each([
  [cookingName, wizardFile(271).toString(), /conversations?, received 271/],
  [cookingName, "<html>log in</html>", /not valid JSON/],
  [cookingName, "", /an empty file/],
  [cookingName, JSON.stringify(withoutSplits), /conversation 0, turn 1: expected a split, received none/],
  [cookingName, withoutTest, /expected a test split, received none/],
  ["train.csv", "text,category\na,b\n", /expected 77 labels, received 1/],
  ["train.csv", "<html>\n", /expected a column "text"/],
  ["categories.json", "{}", /expected a list of labels/],
  ["categories.json", '["a"]', /expected 77 labels, received 1/],
])("%s with other content fails the check and is called by its own name", async (name, content, message) => {
  const told = await thrown(() => check(name, content));
  expect(told).toMatch(message);
  expect(told).toMatch(/^DATA_CHECK_FAILED: /);
  expect(told).toContain(name);
  expect(told).not.toContain("download.partial");
});
