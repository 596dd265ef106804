import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom, silentLogger } from "@intentsmith/core";
import { readDataset } from "@intentsmith/data";
import { parseTrainingConfig, readTrainingConfig } from "@intentsmith/train";
import { cookingFile } from "../shared/cooking.mjs";
import { root } from "../shared/machine.mjs";

/** The config whose `data` block a set of texts is read with, and where the files are. */
const sets = {
  cooking: { config: "configs/wizard-of-tasks-cooking.yaml", files: () => [cookingFile()] },
  banking77: { config: "configs/banking77.yaml", files: banking77Files },
};

/** A data set's training and test rows, `{text, label}` with the label's number, and the labels' names. */
export async function readSet(name) {
  const { config, files } = sets[name] ?? {};
  if (config === undefined) throw new Error(`--data ${name}: expected ${Object.keys(sets).join(" or ")}`);
  const { config: value } = readTrainingConfig(join(root, config));
  const { data } = parseTrainingConfig({ ...value, data: { ...value.data, files: files() } }, config);
  const { examples, labels } = await readDataset(data, { logger: silentLogger });
  const rows = (split) =>
    examples
      .filter((example) => example.split === split)
      .map(({ text, label }) => ({ text, label: labels.indexOf(label) }));
  return { train: rows("train"), test: rows("test"), labels };
}

/** `perLabel` training texts of each label, drawn by a seed; a label with fewer gives all it has. */
export function draw({ train, labels }, perLabel, seed) {
  const random = new SeededRandom(`few-shot ${seed}`);
  return labels.flatMap((_, label) => {
    const rows = train.filter((row) => row.label === label);
    return Array.from(random.shuffle(Int32Array.from(rows.keys())).slice(0, perLabel), (i) => rows[i]);
  });
}

/** Writes a draw for both sides: JSON for theirs, a CSV with a split column for ours. */
export function writeDraw(folder, name, { test, labels }, train) {
  const json = join(folder, `${name}.json`);
  const csv = join(folder, `${name}.csv`);
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const line = (split) => (row) => `${cell(row.text)},${cell(labels[row.label])},${split}`;
  writeFileSync(json, JSON.stringify({ train, test }));
  writeFileSync(csv, ["text,label,split", ...train.map(line("train")), ...test.map(line("test"))].join("\n"));
  const data = { reader: "csv", files: [csv], splitColumn: "split", splits: { validation: 0, test: 0 }, labels };
  return { json, data };
}

function banking77Files() {
  const folder = join(process.env["INTENTSMITH_DATA"] ?? join(root, "datasets"), "banking77");
  return { train: [join(folder, "train.csv")], test: [join(folder, "test.csv")] };
}
