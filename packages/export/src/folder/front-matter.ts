import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { PlannedFile } from "./plan-files.ts";

/** Licences of encoders that are known by name; whoever trained on another has to look. */
const baseLicences: Readonly<Record<string, string>> = {
  "minilm-l3-mini": "apache-2.0",
  "all-MiniLM-L6-v2": "apache-2.0",
  "all-MiniLM-L12-v2": "apache-2.0",
  "sentence-transformers/all-MiniLM-L6-v2": "apache-2.0",
  "sentence-transformers/all-MiniLM-L12-v2": "apache-2.0",
};

/** The licence of a base, if its name is known. */
export const baseLicence = (base: string): string | undefined => baseLicences[base.split("@")[0] as string];

/** The YAML that model hubs read. JSON is YAML, so strings are quoted as JSON. */
export function frontMatter(record: TrainedModelRecord, planned: readonly PlannedFile[]): string {
  const accuracy = record.metrics["test_accuracy"];
  const tags = [
    ...(record.labels.length === 0 ? [] : ["intent-classification"]),
    "onnx",
    "sentence-similarity",
    "feature-extraction",
  ];
  const quantized = planned.some(({ precision }) => precision === "int8") ? ["int8"] : [];
  return [
    "---",
    "library_name: onnx",
    `pipeline_tag: ${record.labels.length === 0 ? "feature-extraction" : "text-classification"}`,
    `base_model: ${JSON.stringify(record.base)}`,
    "tags:",
    ...[...tags, ...quantized].map((tag) => `  - ${tag}`),
    ...(accuracy === undefined ? [] : modelIndex(accuracy)),
    "---",
  ].join("\n");
}

function modelIndex(accuracy: number): string[] {
  return [
    "model-index:",
    "  - name: intent classifier",
    "    results:",
    "      - task:",
    "          type: text-classification",
    "        dataset:",
    "          name: test split",
    "          type: own",
    "        metrics:",
    "          - type: accuracy",
    `            value: ${accuracy}`,
  ];
}
