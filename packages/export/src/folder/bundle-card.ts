import { labelWordsHead, type Precision, type TrainedModelRecord } from "@intentsmith/classifier";
import type { PlannedFile } from "./plan-files.ts";

const weights: Readonly<Record<Precision, string>> = {
  fp32: "weights float32",
  fp16: "weights float16, computed in float32",
  int8: "weights int8, activations quantised to uint8 while running",
};

/** README.md of an exported folder: what is in it and how to run it. */
export function bundleCard(record: TrainedModelRecord, planned: readonly PlannedFile[]): string {
  const { type } = record.head ?? labelWordsHead;
  const hasVectors = type === "label-words" || type === "label-vectors";
  return `# Intent classifier (ONNX)

Exported with intentsmith from a model fine-tuned from ${record.base}. A text's intent is the label
${hasVectors ? "whose embedding has the largest dot product with the text's" : `that its ${type} head (\`head.safetensors\`) gives the largest score`}.

| file | content |
| --- | --- |
${planned.map(row).join("\n")}
| \`tokenizer.json\`, \`vocab.txt\`, … | the tokenizer; texts are cut at ${record.maxSequenceLength} tokens |
| \`labels.json\` | ${record.labels.length} labels: name, words${hasVectors ? ", embedding" : ""} |
| \`intentsmith.json\` | labels, how it was trained, versions, metrics |
| \`golden.json\` | texts with what the files made of them: \`intentsmith verify\` runs them again |
| \`manifest.json\`, \`manifest.sha256\` | sizes and checksums of all files, shapes, how closely the files agree with the trained model |

\`\`\`js
import { IntentClassifier } from "@intentsmith/classifier";

const classifier = await IntentClassifier.load("this-folder");
console.log(await classifier.classify(["what do i do next?"]));
\`\`\`
`;
}

function row({ file, kind, precision }: PlannedFile): string {
  const outputs =
    kind === "encoder"
      ? "`sentence_embedding` (float32, length 1)"
      : "`scores` and `probabilities` of every label (float32 [batch, labels]), `sentence_embedding`; labels and decision in the metadata";
  return `| \`${file}\` | \`input_ids\`, \`attention_mask\` (int64 [batch, sequence]) → ${outputs}; ${weights[precision]}, standard operators |`;
}
