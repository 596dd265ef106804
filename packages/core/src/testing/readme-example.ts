import { IntentsmithError, parseConfig } from "@intentsmith/core";
import { z } from "zod";

const schema = z.strictObject({
  epochs: z.int().min(1).default(1),
  learningRate: z.number().positive().default(2e-5),
});

console.log(JSON.stringify(parseConfig(schema, { epochs: 4 }, "train.yaml")));
for (const mistake of [{ learningrate: 1e-4 }, { epochs: 0.5 }]) {
  try {
    parseConfig(schema, mistake, "train.yaml");
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    console.log(`${error.code} (exit code ${error.exitCode}): ${error.message}\n  ${error.hint}`);
  }
}
