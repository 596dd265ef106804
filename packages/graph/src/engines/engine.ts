import type { DType, TypedData } from "../ir/dtype.ts";
import type { Graph } from "../ir/graph.ts";

/** A tensor with its numbers, row-major. */
export interface Tensor {
  dtype: DType;
  shape: readonly number[];
  data: TypedData;
}

export interface RunOptions {
  /**
   * Buffers for outputs, by output name; those with one are written in place and returned as that same buffer. Outputs
   * without one get fresh memory.
   */
  into?: Readonly<Record<string, Tensor>>;
}

/** A graph made ready to run. Running is synchronous inside: it blocks its thread. */
export interface Session {
  /** Runs the graph on its inputs (by name) and returns its outputs (by name). @throws ENGINE_FAILED. */
  run(feeds: Readonly<Record<string, Tensor>>, options?: RunOptions): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** With the name, what can change the last bits of a result. */
  readonly version: string;
  createSession(graph: Graph): Promise<Session>;
}
