import { IntentsmithError, messageOf } from "@intentsmith/core/web";
import type { Session, Tensor } from "@intentsmith/graph/session";

interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
  readonly type: string;
}

interface RuntimeSession {
  readonly inputNames: readonly string[];
  run(feeds: Record<string, never>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/** What is used of the module `onnxruntime-web` (`import * as ort from "onnxruntime-web/wasm"`). */
export interface OnnxruntimeWeb {
  InferenceSession: {
    create(model: Uint8Array, options: { executionProviders: string[] }): Promise<RuntimeSession>;
  };
  Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => RuntimeTensor;
}

/** A session of onnxruntime-web on the bytes of an ONNX file, on WebAssembly. @throws ENGINE_FAILED. */
export async function openWebSession(ort: OnnxruntimeWeb, model: Uint8Array): Promise<Session> {
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] }).catch(
    failed("cannot load the graph"),
  );
  return {
    async run(feeds) {
      const inputs = Object.fromEntries(session.inputNames.map((name) => [name, toRuntime(ort, name, feeds[name])]));
      const found = await session.run(inputs).catch(failed("the graph failed while running"));
      return Object.fromEntries(Object.entries(found).map(([name, tensor]) => [name, fromRuntime(tensor)]));
    },
    release: async () => await session.release(),
  };
}

/** An exported file's inputs are int64, all of them. */
function toRuntime(ort: OnnxruntimeWeb, name: string, tensor: Tensor | undefined): never {
  if (!(tensor?.data instanceof BigInt64Array)) {
    throw new IntentsmithError("ENGINE_FAILED", `input ${name}: int64 expected`);
  }
  return new ort.Tensor("int64", tensor.data, tensor.shape) as never;
}

const fromRuntime = ({ type, dims, data }: RuntimeTensor): Tensor => ({
  dtype: type as Tensor["dtype"],
  shape: dims,
  data: data as Tensor["data"],
});

const failed =
  (what: string) =>
  (cause: unknown): never => {
    throw new IntentsmithError("ENGINE_FAILED", `onnxruntime-web: ${what}: ${messageOf(cause)}`, { cause });
  };
