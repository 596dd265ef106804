import type { ModelFile, Precision } from "@intentsmith/classifier";

/** An ONNX file to write. */
export type PlannedFile = Pick<ModelFile, "file" | "kind" | "precision">;

/** How transformers.js calls the files of a folder with several (its `dtype` fp32, fp16, q8). */
const endings: Readonly<Record<Precision, string>> = { fp32: "", fp16: "_fp16", int8: "_quantized" };

/**
 * The encoder in every precision, and beside each the classifier if it is asked for. One precision: `model.onnx`; several,
 * or a folder for other clients: in `onnx/`, under the names that transformers.js expects and that sentence-transformers
 * takes as `file_name`.
 */
export function planFiles(
  precisions: readonly Precision[],
  kinds: readonly ModelFile["kind"][],
  forClients: boolean,
): PlannedFile[] {
  const names = { encoder: "model", classifier: "classifier" };
  const alone = precisions.length === 1 && !forClients;
  return kinds.flatMap((kind) =>
    precisions.map((precision) => ({
      file: alone ? `${names[kind]}.onnx` : `onnx/${names[kind]}${endings[precision]}.onnx`,
      kind,
      precision,
    })),
  );
}
