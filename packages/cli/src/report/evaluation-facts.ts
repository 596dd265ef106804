import type { TrainedModelRecord } from "@intentsmith/classifier";
import { splitNames, type Dataset, type Split } from "@intentsmith/data";
import { isRecord } from "../input/data-root.ts";

/** What tells a page's subject from others; names as they are shown. */
export type Facts = Record<string, string | number>;

/** For the page of an evaluation: model, data, date, and how the model was trained as far as is known. */
export function evaluationFacts(input: {
  model: string;
  record: TrainedModelRecord;
  dataset: Dataset;
  split: Split;
  now: Date;
}): Facts {
  const { model, record, dataset, split, now } = input;
  return {
    model,
    base: record.base,
    split,
    date: now.toISOString().slice(0, 10),
    ...datasetFacts(dataset),
    ...recordFacts(record.config),
  };
}

/** Texts of each split, labels, rows left out by reason, and the hash of each split. */
export function datasetFacts({ examples, labels, dropped, hashes }: Dataset): Facts {
  const reasons = new Map<string, number>();
  for (const { reason } of dropped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const counts = splitNames.flatMap((split) => {
    const count = examples.filter((example) => example.split === split).length;
    const hash = hashes.splits[split]?.slice(0, 12);
    return count === 0
      ? []
      : [[`${split} texts`, hash === undefined ? count : `${count.toLocaleString("en")} (${hash})`]];
  });
  return {
    ...(Object.fromEntries(counts) as Facts),
    labels: labels.length,
    "rows left out": dropped.length,
    ...Object.fromEntries([...reasons].map(([reason, count]) => [`left out: ${reason}`, count])),
  };
}

/** Settings of a training that people ask for first. */
export function recordFacts(config: Readonly<Record<string, unknown>>): Facts {
  const train = isRecord(config["train"]) ? config["train"] : {};
  const facts = {
    method: config["method"],
    "learning rate": train["learningRate"],
    epochs: train["epochs"],
    seed: train["seed"],
    loss: isRecord(train["loss"]) ? train["loss"]["type"] : undefined,
  };
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number] => typeof entry[1] === "string" || typeof entry[1] === "number",
    ),
  );
}
