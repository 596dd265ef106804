import { expect, test } from "vitest";
import { filesAt, published } from "./published.ts";

test("addresses are those of the publishers", () => {
  expect(published["wizard-of-tasks"].files.map(({ url }) => url)).toEqual([
    "https://wizard-of-tasks.s3.us-west-2.amazonaws.com/wizard_of_tasks_cooking_v1.0.json",
    "https://wizard-of-tasks.s3.us-west-2.amazonaws.com/wizard_of_tasks_diy_v1.0.json",
  ]);
  expect(published.banking77.files.map(({ name }) => name)).toEqual(["train.csv", "test.csv", "categories.json"]);
});

test("a base address may end in a slash", () => {
  expect(filesAt("http://h/x/", ["a"])).toEqual([{ name: "a", url: "http://h/x/a" }]);
});
