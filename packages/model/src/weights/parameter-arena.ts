import type { WeightTensor, Weights } from "./safetensors.ts";

/**
 * A trainable tensor of the encoder's graph. Query, key and value are one matrix [3H, H] (and bias [3H]): one product
 * a layer instead of three. `parts` are the names under which its rows stand in a checkpoint.
 */
export interface ParameterSpec {
  name: string;
  shape: readonly number[];
  parts: readonly string[];
  /** AdamW's decay: none on biases and LayerNorm. */
  decay: boolean;
}

/** Numbers of a parameter arena: float32, or float64 for exactness tests on the reference engine. */
export type Floats = Float32Array | Float64Array;

/** Parameters laid end to end in one array, with a view a parameter; a gradient or moment array has the same layout. */
export class ParameterArena {
  readonly specs: readonly ParameterSpec[];
  readonly data: Floats;
  readonly #offsets = new Map<string, number>();

  constructor(specs: readonly ParameterSpec[], precision: "float32" | "float64" = "float32") {
    this.specs = specs;
    let size = 0;
    for (const spec of specs) {
      this.#offsets.set(spec.name, size);
      size += sizeOf(spec.shape);
    }
    this.data = precision === "float32" ? new Float32Array(size) : new Float64Array(size);
  }

  /** Where a parameter starts in `data`. */
  offset(spec: ParameterSpec): number {
    return this.#offsets.get(spec.name) as number;
  }

  /** The view [shape] of one parameter; writing to it writes to the arena. */
  view(spec: ParameterSpec): Floats {
    return this.data.subarray(this.offset(spec), this.offset(spec) + sizeOf(spec.shape));
  }

  /** Copies the checkpoint's tensors in. */
  load(weights: Weights, specs: readonly ParameterSpec[] = this.specs): this {
    for (const spec of specs) {
      for (const [part, view] of this.#parts(spec)) view.set(tensor(weights, part).data);
    }
    return this;
  }

  /** Copies the parameters back under the checkpoint's names. */
  store(weights: Weights, specs: readonly ParameterSpec[] = this.specs): void {
    for (const spec of specs) {
      for (const [part, view] of this.#parts(spec)) tensor(weights, part).data.set(view);
    }
  }

  /** The checkpoint's tensors inside a parameter, each with its view. */
  #parts(spec: ParameterSpec): [string, Floats][] {
    const view = this.view(spec);
    const step = view.length / spec.parts.length;
    return spec.parts.map((part, i) => [part, view.subarray(i * step, (i + 1) * step)]);
  }
}

function tensor(weights: Weights, name: string): WeightTensor {
  return weights.get(name) as WeightTensor;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
