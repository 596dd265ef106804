import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseTrainingConfig, readTrainingConfig } from "@intentsmith/train";
import { repository } from "./testing/command-line.ts";

const configs = readdirSync(join(repository, "configs")).filter((name) => name.endsWith(".yaml"));

it("the configs are there", () => {
  expect(configs).toEqual(expect.arrayContaining(["banking77.yaml", "quickstart.yaml", "wizard-of-tasks.yaml"]));
});

it.each(configs)("%s fits the schema", (name) => {
  const { config } = readTrainingConfig(join(repository, "configs", name));
  expect(parseTrainingConfig(config, name).train.epochs).toBeGreaterThan(0);
});
