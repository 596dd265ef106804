import { IntentsmithError } from "@intentsmith/core";
import type { SamplerInputs } from "./batch.ts";
import { GroupedSampler } from "./grouped-sampler.ts";
import type { SettledSamplerConfig } from "./sampler-config.ts";
import type { Sampler } from "./sampler.ts";
import { ShuffledSampler } from "./shuffled-sampler.ts";

/** The sampler that a config names. @throws DATA_EMPTY without examples; ARGUMENT_INVALID if lengths disagree. */
export function createSampler(config: SettledSamplerConfig, inputs: SamplerInputs): Sampler {
  const { table, exampleLabels, labelCount } = inputs;
  if (exampleLabels.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", "sampler: expected examples, received none", {
      hint: "The split that is sampled (train) is empty: check data.files and the split column.",
    });
  }
  if (table.textOf.length !== exampleLabels.length || table.labelOf.length !== labelCount) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `sampler: expected a table of ${exampleLabels.length} texts and ${labelCount} labels, ` +
        `received ${table.textOf.length} and ${table.labelOf.length}`,
      { hint: "Build the table from the same examples and labels." },
    );
  }
  switch (config.type) {
    case "grouped":
      return new GroupedSampler(inputs, config);
    case "shuffled":
      return new ShuffledSampler(inputs, config.batchPairs);
  }
}
