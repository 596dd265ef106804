import { createLogger } from "@intentsmith/core";
import { parseTrainingConfig, train } from "@intentsmith/train";

const config = parseTrainingConfig(
  {
    data: { reader: "csv", files: ["support.csv"] },
    model: { base: "all-MiniLM-L6-v2" },
    train: {
      sampler: { type: "grouped", batchTexts: 32 },
      loss: { type: "online-contrastive" },
      epochs: 2,
      learningRate: 5e-5,
      warmupRatio: 0.1,
    },
  },
  "the support config",
);

const result = await train(config, { out: "runs/support", logger: createLogger() });
console.log(`test accuracy ${result.test?.metrics["accuracy"]?.toFixed(4)}, epoch ${result.bestEpoch}`);
console.log(`model: ${result.modelDirectory}`);
