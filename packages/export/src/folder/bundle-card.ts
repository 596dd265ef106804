import { labelWordsHead, type Precision, type TrainedModelRecord } from "@intentsmith/classifier";
import type { PlannedFile } from "./plan-files.ts";
import { baseLicence, frontMatter } from "./front-matter.ts";
import { usage } from "./usage.ts";

const weights: Readonly<Record<Precision, string>> = {
  fp32: "weights float32",
  fp16: "weights float16, computed in float32",
  int8: "weights int8, activations quantised to uint8 while running",
};

/** README.md of an exported folder: what it answers, how well, where its limits are, what is in it and how to run it. */
export function bundleCard(record: TrainedModelRecord, planned: readonly PlannedFile[], forClients: boolean): string {
  return `${frontMatter(record, planned)}

# Intent classifier (ONNX)

Exported with intentsmith from a model fine-tuned from ${record.base}. A text's intent is the label
${chosenBy(record)}.

## Labels

| label | its words |
| --- | --- |
${record.labels.map(({ name, words }) => `| ${cell(name)} | ${cell(words)} |`).join("\n")}

## Measured

${metrics(record)}

${decision(record)}

## Limits

- It tells these labels apart and no others: a text of none of them gets the nearest, unless it abstains.
- Texts are cut at ${record.maxSequenceLength} tokens; it knows the languages that the base and the training texts knew.
- The figures above are those of its own data. Measure on yours: \`intentsmith eval --model this-folder --data yours.csv\`.
- Licence of the base ${cell(record.base)}: ${baseLicence(record.base) ?? "not known here, see where it comes from"}. That of the training data is whatever its owner says.

## How it was trained

${training(record)}

## Files

| file | content |
| --- | --- |
${planned.map((file) => row(file, forClients)).join("\n")}
${files(record)}

## Use

${usage(record, planned, forClients)}
`;
}

/** README.md of an encoder that was exported without labels. */
export function encoderCard(record: TrainedModelRecord, planned: readonly PlannedFile[], forClients: boolean): string {
  return `${frontMatter(record, planned)}

# Sentence encoder (ONNX)

Exported with intentsmith from ${record.base}: token ids to the embedding of a text. It has no labels.

## Files

| file | content |
| --- | --- |
${planned.map((file) => row(file, forClients)).join("\n")}
| \`tokenizer.json\`, \`vocab.txt\`, … | the tokenizer; texts are cut at ${record.maxSequenceLength} tokens |
| \`golden.json\` | texts with what the files made of them: \`intentsmith verify\` runs them again |
| \`manifest.json\`, \`manifest.sha256\` | sizes and checksums of all files, shapes, how closely the files agree with the encoder |

Licence: ${baseLicence(record.base) ?? "not known here, see where the encoder comes from"}.

## Use

${usage(record, planned, forClients)}
`;
}

function chosenBy({ head = labelWordsHead }: TrainedModelRecord): string {
  return head.type === "label-words" || head.type === "label-vectors"
    ? "whose embedding has the largest dot product with the text's"
    : `that its ${head.type} head (\`head.safetensors\`) gives the largest score`;
}

/** Text of the user's in a table: neither the column nor the line ends with it. */
const cell = (text: string): string => text.replaceAll(/[\\|`<>[\]]/g, "\\$&").replaceAll(/\s+/g, " ");

/** Accuracies with their interval, the rest by name. */
function metrics({ metrics: found }: TrainedModelRecord): string {
  const rows = Object.entries(found)
    .filter(([name]) => !/_(low|high)$/.test(name))
    .map(([name, value]) => {
      const [low, high] = [found[`${name}_low`], found[`${name}_high`]];
      const interval = low === undefined || high === undefined ? "" : `, 95 % interval ${four(low)} to ${four(high)}`;
      return `| ${cell(name)} | ${four(value)}${interval} |`;
    });
  return rows.length === 0
    ? "Nothing was measured in training."
    : ["| metric | value |", "| --- | --- |", ...rows].join("\n");
}

const four = (value: number): number => Number(value.toFixed(4));

function decision({ decision: stored }: TrainedModelRecord): string {
  if (stored === undefined || stored.threshold === null)
    return "It answers every text; scores say how near the label is.";
  return `It abstains where the ${stored.by} is below ${four(stored.threshold)} (chosen for ${stored.metric} ${stored.value} on ${stored.rows} rows, ${stored.source}).`;
}

/** The settings that were written in the config; where the data lay is not part of an export. */
function training({ config, dataHash, versions }: TrainedModelRecord): string {
  const told = { ...(config["model"] === undefined ? {} : { model: config["model"] }), train: config["train"] ?? {} };
  return `Data: SHA-256 \`${dataHash || "not recorded"}\`. Versions: ${
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ") || "not recorded"
  }.

\`\`\`json
${JSON.stringify(told, null, 2)}
\`\`\``;
}

function row({ file, kind, precision }: PlannedFile, forClients: boolean): string {
  const embedding = "`sentence_embedding` (float32, length 1)";
  const outputs =
    kind === "encoder"
      ? `${embedding}${forClients ? ", `last_hidden_state`" : ""}`
      : "`label` (int64 [batch], its number; −1: no answer), `scores` and `probabilities` of every label (float32 [batch, labels]), `sentence_embedding`; labels and decision in the metadata";
  return `| \`${file}\` | \`input_ids\`, \`attention_mask\` (int64 [batch, sequence]) → ${outputs}; ${weights[precision]}, standard operators |`;
}

function files({ labels, maxSequenceLength, head = labelWordsHead }: TrainedModelRecord): string {
  const hasVectors = head.type === "label-words" || head.type === "label-vectors";
  return `| \`tokenizer.json\`, \`vocab.txt\`, … | the tokenizer; texts are cut at ${maxSequenceLength} tokens |
| \`labels.json\` | ${labels.length} labels: name, words${hasVectors ? ", embedding" : ""} |
| \`intentsmith.json\` | labels, how it was trained, versions, metrics |
| \`golden.json\` | texts with what the files made of them: \`intentsmith verify\` runs them again |
| \`manifest.json\`, \`manifest.sha256\` | sizes and checksums of all files, shapes, how closely the files agree with the trained model |`;
}
