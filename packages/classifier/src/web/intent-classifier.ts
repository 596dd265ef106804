import { checkArguments, expected, parseJson, parseRecord } from "@intentsmith/core/web";
import { OnnxSentenceEncoder, Tokenizer } from "@intentsmith/model/web";
import { TextClassifier } from "../classify/text-classifier.ts";
import { encoderFile, manifestFile, manifestSchema, recordMismatch, type Precision } from "../exported/manifest.ts";
import { headFile, loadHead } from "../head/create-head.ts";
import { recordSchema, trainedModelFile } from "../record/record-schema.ts";
import { canHash, fetchChecked, fetchFile, malformed, sha256Of, type Fetch } from "./fetch-file.ts";
import { openWebSession, type OnnxruntimeWeb } from "./web-session.ts";

export interface WebLoadOptions {
  /** The module `onnxruntime-web/wasm`: which build, and where its WebAssembly lies, is the page's choice. */
  ort: OnnxruntimeWeb;
  /** Which of the folder's files to run, if it has several (default: the one that its manifest names). */
  precision?: Precision;
  /** Whether the files are compared with the hashes in the manifest (default true), or only their sizes. */
  verify?: boolean;
  /** Fetches a file (default: the browser's `fetch`). */
  fetch?: Fetch;
}

/**
 * Classifies texts in a browser: loads an exported folder from an address and runs its encoder in onnxruntime-web. Answers
 * as `IntentClassifier` does in Node.
 *
 * @example
 * import * as ort from "onnxruntime-web/wasm";
 * const classifier = await IntentClassifier.load("/model", { ort });
 * const { label } = await classifier.classify("what comes next?");
 */
export class IntentClassifier extends TextClassifier {
  /**
   * `folder`: address of the folder, absolute or relative to the page.
   * @throws NETWORK_FAILED, FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED, TOKENIZER_MALFORMED, ENGINE_FAILED, ARGUMENT_INVALID.
   */
  static async load(folder: string, options: WebLoadOptions): Promise<IntentClassifier> {
    checkArguments("IntentClassifier.load", {
      folder: [folder, expected.path],
      options: [
        options,
        expected.options<WebLoadOptions>(
          { ort: expected.object, precision: expected.text, verify: expected.flag, fetch: () => undefined },
          ["ort"],
        ),
      ],
    });
    const { ort, precision, verify = true, fetch: fetcher = (address) => fetch(address) } = options;
    const addressOf = (name: string): string => `${folder.replace(/\/+$/, "")}/${name}`;
    const manifestBytes = await fetchFile(addressOf(manifestFile), fetcher);
    const manifest = parseRecord(
      manifestSchema,
      json(manifestBytes, addressOf(manifestFile)),
      addressOf(manifestFile),
      "MODEL_MALFORMED",
    );
    const read = (name: string): Promise<Uint8Array<ArrayBuffer>> =>
      fetchChecked(addressOf(name), manifest.files[name], verify, fetcher);
    const readJson = async (name: string): Promise<unknown> => json(await read(name), addressOf(name));
    const file = encoderFile(folder, manifest, precision);
    const [recordJson, tokenizerJson, tokenizerConfig, graph] = await Promise.all([
      readJson(trainedModelFile),
      readJson("tokenizer.json"),
      readJson("tokenizer_config.json"),
      read(file),
    ]);
    const record = parseRecord(recordSchema, recordJson, addressOf(trainedModelFile), "MODEL_MALFORMED");
    if (record.decision?.by === "distance") {
      throw malformed(addressOf(trainedModelFile), "a decision by distance is not for browsers: decide by energy");
    }
    const fault = recordMismatch(record, manifest);
    if (fault !== undefined) throw malformed(addressOf(manifestFile), fault);
    const tokenizer = new Tokenizer(
      tokenizerJson,
      tokenizerConfig as Record<string, unknown>,
      addressOf("tokenizer.json"),
    );
    const session = await openWebSession(ort, graph);
    const encoder = new OnnxSentenceEncoder(session, tokenizer, record.maxSequenceLength);
    try {
      const head = await loadHead(record, encoder, () => read(headFile), addressOf(headFile));
      const id = canHash() ? (await sha256Of(manifestBytes)).slice(0, 12) : "";
      return new IntentClassifier({ record, encoder, head, id });
    } catch (error) {
      await encoder.release();
      throw error;
    }
  }
}

const json = (bytes: Uint8Array, address: string): unknown => parseJson(new TextDecoder().decode(bytes), address, "it");
