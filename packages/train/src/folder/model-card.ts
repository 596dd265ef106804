import { labelWordsHead, type TrainedModelRecord } from "@intentsmith/classifier";

/** A README.md with the front matter that model hubs read. */
export function modelCard(record: TrainedModelRecord): string {
  const metrics = Object.entries(record.metrics)
    .filter(([name]) => !/_accuracy_(low|high)$/.test(name))
    .map(([name, value]) => `| ${name} | ${four(value)}${interval(record.metrics, name)} |`);
  return `---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags:
  - sentence-transformers
  - sentence-similarity
  - feature-extraction
  - intent-classification
base_model: ${JSON.stringify(record.base)}
---

# Intent classifier

A sentence encoder fine-tuned with intentsmith: a text's intent is the label ${chosenBy(record)}.

Base: ${record.base}. Sequences up to ${record.maxSequenceLength} tokens.

## Labels

${record.labels.map(({ name, words }) => `- \`${name}\`: "${words}"`).join("\n")}

## Metrics

| metric | value |
| --- | --- |
${metrics.join("\n")}

## Use

\`\`\`ts
import { IntentClassifier } from "@intentsmith/classifier";

const classifier = await IntentClassifier.load("this-folder");
console.log(await classifier.classify(["what do i do next?"]));
\`\`\`

Python's \`SentenceTransformer("this-folder")\` loads it too. The training config and versions stand in
\`intentsmith.json\`.
`;
}

function chosenBy({ head = labelWordsHead }: TrainedModelRecord): string {
  switch (head.type) {
    case "label-words":
      return "whose words lie nearest by cosine";
    case "label-vectors":
      return "whose trained vector (`head.safetensors`) lies nearest by cosine";
    default:
      return `that its ${head.type} head (\`head.safetensors\`) gives the largest score`;
  }
}

function four(value: number): number {
  return Number(value.toFixed(4));
}

/** " (95 % interval 0.7609 to 0.8221)" of an accuracy that was counted; models of earlier versions have none. */
function interval(metrics: TrainedModelRecord["metrics"], name: string): string {
  const [low, high] = [metrics[`${name}_low`], metrics[`${name}_high`]];
  return low === undefined || high === undefined ? "" : ` (95 % interval ${four(low)} to ${four(high)})`;
}
