import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { PlannedFile } from "./plan-files.ts";

/** Shown in the card alone: this package does without transformers.js. */
const importPipeline = ["import { pipeline } from", '"@huggingface/transformers";'].join(" ");

/** How to run the folder, runtime by runtime: only those that its files are for. */
export function usage(record: TrainedModelRecord, planned: readonly PlannedFile[], forClients: boolean): string {
  const encoder = planned.find(({ kind }) => kind === "encoder") as PlannedFile;
  const classifier = planned.find(({ kind }) => kind === "classifier");
  return [
    ...(record.labels.length === 0 ? [] : [node(planned), browser(planned)]),
    ...(classifier === undefined ? [pythonEncoder(encoder)] : [pythonClassifier(classifier)]),
    ...(forClients ? [transformersJs(planned), sentenceTransformers(encoder)] : []),
    `Texts have to be cut at ${record.maxSequenceLength} tokens, \`[CLS]\` and \`[SEP]\` counted.`,
  ].join("\n\n");
}

function node(planned: readonly PlannedFile[]): string {
  const precisions = [...new Set(planned.map(({ precision }) => precision))];
  const choice = precisions.length > 1 ? `, { precision: "${precisions.at(-1)}" }` : "";
  return `**Node.js**, \`npm install @intentsmith/classifier\`:

\`\`\`js
import { IntentClassifier } from "@intentsmith/classifier";

const classifier = await IntentClassifier.load("this-folder"${choice});
console.log(await classifier.classify(["what do i do next?"]));
\`\`\``;
}

/** Shown in the card alone, too. */
const importRuntime = ["import * as ort from", '"onnxruntime-web/wasm";'].join(" ");

function browser(planned: readonly PlannedFile[]): string {
  const small = planned.some(({ precision }) => precision === "int8") ? `, precision: "int8"` : "";
  return `**A browser**, \`npm install @intentsmith/classifier onnxruntime-web\`:

\`\`\`js
import { IntentClassifier } from "@intentsmith/classifier/web";
${importRuntime}

const classifier = await IntentClassifier.load("/this-folder", { ort${small} });
console.log(await classifier.classify("what do i do next?"));
\`\`\``;
}

function pythonEncoder({ file }: PlannedFile): string {
  return `**Python**, \`pip install onnxruntime tokenizers numpy\`:

\`\`\`python
import json, numpy as np, onnxruntime as ort
from tokenizers import Tokenizer

session = ort.InferenceSession("this-folder/${file}")
encoded = Tokenizer.from_file("this-folder/tokenizer.json").encode("what do i do next?")
feeds = {"input_ids": np.array([encoded.ids]), "attention_mask": np.array([encoded.attention_mask])}
embedding = session.run(["sentence_embedding"], feeds)[0][0]
\`\`\``;
}

function pythonClassifier({ file }: PlannedFile): string {
  return `**Python**, and any other language with an onnxruntime; \`pip install onnxruntime tokenizers numpy\`:

\`\`\`python
import json, numpy as np, onnxruntime as ort
from tokenizers import Tokenizer

session = ort.InferenceSession("this-folder/${file}")
labels = json.loads(session.get_modelmeta().custom_metadata_map["labels"])
encoded = Tokenizer.from_file("this-folder/tokenizer.json").encode("what do i do next?")
feeds = {"input_ids": np.array([encoded.ids]), "attention_mask": np.array([encoded.attention_mask])}
probabilities = session.run(["probabilities"], feeds)[0][0]
print(labels[probabilities.argmax()], probabilities.max())
\`\`\``;
}

function transformersJs(planned: readonly PlannedFile[]): string {
  const dtypes = { fp32: "fp32", fp16: "fp16", int8: "q8" };
  const [{ precision }] = planned as [PlannedFile];
  return `**transformers.js**, embeddings:

\`\`\`js
${importPipeline}

const extract = await pipeline("feature-extraction", "this-folder", { dtype: "${dtypes[precision]}" });
const embeddings = await extract(["what do i do next?"], { pooling: "mean", normalize: true });
\`\`\``;
}

function sentenceTransformers({ file }: PlannedFile): string {
  return `**sentence-transformers**, embeddings, \`pip install "sentence-transformers[onnx]"\`:

\`\`\`python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("this-folder", backend="onnx", model_kwargs={"file_name": "${file}"})
embeddings = model.encode(["what do i do next?"])
\`\`\``;
}
