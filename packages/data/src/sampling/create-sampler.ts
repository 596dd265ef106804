import { checkArguments, expected, IntentsmithError, parseConfig } from "@intentsmith/core";
import type { SamplerInputs } from "./batch.ts";
import { GroupedSampler } from "./grouped-sampler.ts";
import { samplerConfigSchema, type SettledSamplerConfig } from "./sampler-config.ts";
import type { Sampler } from "./sampler.ts";
import { ShuffledSampler } from "./shuffled-sampler.ts";

const samplerInputs = expected.fields({
  table: expected.fields({ textOf: expected.instance(Int32Array), labelOf: expected.instance(Int32Array) }),
  exampleLabels: expected.instance(Int32Array),
  labelCount: expected.whole(0),
});

/**
 * The sampler that a config names.
 * @throws CONFIG_INVALID; DATA_EMPTY without examples; ARGUMENT_INVALID for inputs that are none or whose lengths disagree
 */
export function createSampler(config: SettledSamplerConfig, inputs: SamplerInputs): Sampler {
  checkArguments("createSampler", { inputs: [inputs, samplerInputs] });
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
  const checked = parseConfig(samplerConfigSchema, config, "sampler") as SettledSamplerConfig;
  switch (checked.type) {
    case "grouped":
      return new GroupedSampler(inputs, checked);
    case "shuffled":
      return new ShuffledSampler(inputs, checked.batchPairs);
  }
}
