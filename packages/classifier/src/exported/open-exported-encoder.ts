import { join } from "node:path";
import { openOnnxSession, type OnnxruntimeOptions } from "@intentsmith/graph/session";
import { bundleModelFile, OnnxSentenceEncoder, readTokenizer } from "@intentsmith/model/onnx";

/** The encoder of an exported folder, run by onnxruntime; `file`: its graph inside the folder. @throws ENGINE_FAILED, TOKENIZER_MALFORMED, FILE_NOT_FOUND. */
export async function openExportedEncoder(
  folder: string,
  maxSequenceLength: number,
  options: Pick<OnnxruntimeOptions, "threads"> & { file?: string } = {},
): Promise<OnnxSentenceEncoder> {
  const tokenizer = readTokenizer(folder);
  const { file = bundleModelFile, ...engine } = options;
  const session = await openOnnxSession(join(folder, file), engine);
  return new OnnxSentenceEncoder(session, tokenizer, maxSequenceLength);
}
