import { exportModel } from "@intentsmith/export";
import { defineCommand, type Command } from "../arguments/command.ts";
import { modelOption, threadsOf, threadsOption } from "../arguments/shared-options.ts";

export const exportCommand: Command = defineCommand({
  usage: "export",
  describe: "Write a trained model as a folder to deploy: ONNX, tokenizer, labels, manifest; verified",
  options: {
    model: { ...modelOption, describe: "model folder that train saved" },
    out: { type: "string", demandOption: true, describe: "folder to write; it must not exist" },
    threads: threadsOption,
    json: { type: "boolean", default: false, describe: "print the result as JSON" },
  },
  examples: [["export --model runs/quickstart/model --out deploy", "then: predict --model deploy"]],
  async run(values, { logger, print }) {
    const result = await exportModel(values.model, values.out, { logger, ...threadsOf(values.threads) });
    if (values.json) {
      print(JSON.stringify(result, null, 2));
      return;
    }
    const megabytes = (result.sizeBytes / 1e6).toFixed(1);
    print(`exported ${result.folder} (${Object.keys(result.files).length + 1} files, ${megabytes} MB)`);
    print(
      `verified: max abs difference ${result.maxDifference.toExponential(1)} to the trained model's embeddings on ${result.textCount} texts (at most 1e-5)`,
    );
  },
});
