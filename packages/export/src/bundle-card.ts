import { labelWordsHead, type TrainedModelRecord } from "@intentsmith/classifier";

/** README.md of an exported folder: what is in it and how to run it. */
export function bundleCard(record: TrainedModelRecord): string {
  const { type } = record.head ?? labelWordsHead;
  const hasVectors = type === "label-words" || type === "label-vectors";
  return `# Intent classifier (ONNX)

Exported with intentsmith from a model fine-tuned from ${record.base}. A text's intent is the label
${hasVectors ? "whose embedding has the largest dot product with the text's" : `that its ${type} head (\`head.safetensors\`) gives the largest score`}.

| file | content |
| --- | --- |
| \`model.onnx\` | \`input_ids\`, \`attention_mask\` (int64 [batch, sequence]) → \`sentence_embedding\` (float32, length 1); weights float32, standard operators |
| \`tokenizer.json\`, \`vocab.txt\`, … | the tokenizer; texts are cut at ${record.maxSequenceLength} tokens |
| \`labels.json\` | ${record.labels.length} labels: name, words${hasVectors ? ", embedding" : ""} |
| \`intentsmith.json\` | labels, how it was trained, versions, metrics |
| \`manifest.json\` | sizes and checksums of all files, shapes, how closely the file agrees with the trained model |

\`\`\`js
import { IntentClassifier } from "@intentsmith/classifier";

const classifier = await IntentClassifier.load("this-folder");
console.log(await classifier.classify(["what do i do next?"]));
\`\`\`
`;
}
