import "./telemetry-off.ts";
import { checkArguments, expected, IntentsmithError, messageOf } from "@intentsmith/core";
import * as ort from "onnxruntime-node";
import type { DType, TypedData } from "../ir/dtype.ts";
import type { Graph } from "../ir/graph.ts";
import { writeModel } from "../onnx/write-model.ts";
import type { Engine, Session, Tensor } from "./engine.ts";
import { onnxruntimeOperators } from "./onnxruntime-operators.ts";

export interface OnnxruntimeOptions {
  /** Threads inside one operator (default: 0, ONNX Runtime's choice: one a physical core). */
  threads?: number;
  /** Write an operator profile (Chrome trace JSON) with this path prefix. */
  profilePrefix?: string;
}

const engineOptions = expected.options<OnnxruntimeOptions>({
  threads: expected.whole(0),
  profilePrefix: expected.text,
});

/** Version of the runtime: part of what can change a result's last bits. */
export function onnxruntimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common;
}

/** Runs graphs natively with onnxruntime-node on the CPU, float32. */
export function onnxruntimeEngine(options: OnnxruntimeOptions = {}): Engine {
  checkArguments("onnxruntimeEngine", { options: [options, engineOptions] });
  return {
    name: "onnxruntime",
    version: onnxruntimeVersion(),
    createSession: (graph: Graph) =>
      openOnnxSession(writeModel(graph, { engineOperators: onnxruntimeOperators }), options),
  };
}

/** A session on the bytes (or the path) of any ONNX file. @throws ENGINE_FAILED. */
export async function openOnnxSession(model: Uint8Array | string, options: OnnxruntimeOptions = {}): Promise<Session> {
  checkArguments("openOnnxSession", { options: [options, engineOptions] });
  const { threads = 0, profilePrefix } = options;
  try {
    const session = await ort.InferenceSession.create(model as string, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    });
    return new OnnxruntimeSession(session, profilePrefix !== undefined);
  } catch (error) {
    throw engineFailed("cannot load the graph", error);
  }
}

class OnnxruntimeSession implements Session {
  readonly #session: ort.InferenceSession;
  readonly #profiling: boolean;

  constructor(session: ort.InferenceSession, profiling: boolean) {
    this.#session = session;
    this.#profiling = profiling;
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    options: { into?: Readonly<Record<string, Tensor>> } = {},
  ): Promise<Record<string, Tensor>> {
    const { into = {} } = options;
    const inputs = Object.fromEntries(this.#session.inputNames.map((name) => [name, toOrt(name, feeds[name])]));
    const fetches = Object.fromEntries(
      this.#session.outputNames.map((name) => [name, into[name] === undefined ? null : toOrt(name, into[name])]),
    );
    let results: ort.InferenceSession.OnnxValueMapType;
    try {
      results = await this.#session.run(inputs, fetches);
    } catch (error) {
      throw engineFailed("the graph failed while running", error);
    }
    return Object.fromEntries(
      this.#session.outputNames.map((name) => [name, into[name] ?? fromOrt(results[name] as ort.Tensor)]),
    );
  }

  async release(): Promise<void> {
    if (this.#profiling) this.#session.endProfiling();
    await this.#session.release();
  }
}

function toOrt(name: string, tensor: Tensor | undefined): ort.Tensor {
  if (tensor === undefined) throw new IntentsmithError("ENGINE_FAILED", `input ${name}: nothing was fed`);
  const data = tensor.data instanceof Float64Array ? Float32Array.from(tensor.data) : tensor.data;
  return new ort.Tensor(tensor.dtype as "float32", data as Float32Array, tensor.shape);
}

function fromOrt(tensor: ort.Tensor): Tensor {
  return { dtype: tensor.type as DType, shape: tensor.dims, data: tensor.data as TypedData };
}

function engineFailed(what: string, cause: unknown): IntentsmithError {
  return new IntentsmithError("ENGINE_FAILED", `onnxruntime: ${what}: ${messageOf(cause)}`, {
    hint: "If memory ran out, use smaller batches; otherwise please report this with the message above.",
    cause,
  });
}
