import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { Dataset, Split } from "@intentsmith/data";
import { isRecord } from "../input/data-root.ts";

/** What tells an evaluation from others, for its page: model, data, date, and how it was trained as far as is known. */
export function evaluationFacts(input: {
  model: string;
  record: TrainedModelRecord;
  dataset: Dataset;
  split: Split;
  now: Date;
}): Record<string, string | number | boolean> {
  const { model, record, dataset, split, now } = input;
  const train = isRecord(record.config["train"]) ? record.config["train"] : {};
  const training = dataset.examples.filter((example) => example.split === "train").length;
  const facts = {
    model,
    base: record.base,
    date: now.toISOString().slice(0, 10),
    split,
    texts: dataset.examples.filter((example) => example.split === split).length,
    labels: dataset.labels.length,
    "rows left out": dataset.dropped.length,
    ...(training > 0 && split !== "train" ? { "training texts": training } : {}),
    "learning rate": train["learningRate"],
    epochs: train["epochs"],
    seed: train["seed"],
    loss: isRecord(train["loss"]) ? train["loss"]["type"] : undefined,
    data: (dataset.hashes.splits[split] ?? "").slice(0, 12),
  };
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number] => typeof entry[1] === "string" || typeof entry[1] === "number",
    ),
  );
}
