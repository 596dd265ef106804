import type { Node } from "../ir/graph.ts";
import type { Tensor } from "./engine.ts";
import { matrixProductKernel } from "./reference-dense-kernels.ts";

/**
 * ONNX's definition of DynamicQuantizeLinear: scale = (max(x, 0) − min(x, 0)) / 255, zero point = round(−min / scale),
 * q = round(x / scale) + zero point, halves to even, cut to 0 … 255. Divided in float32, as the operator is defined there
 * alone: where a number falls between two steps depends on it.
 */
export function dynamicQuantizeLinearKernel(inputs: readonly Tensor[]): Tensor[] {
  const x = inputs[0] as Tensor;
  let [least, most] = [0, 0];
  for (const value of x.data as Float64Array) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const scale = most === least ? 1 : Math.fround(Math.fround(most - least) / 255);
  const zeroPoint = roundHalfToEven(Math.fround(-least / scale));
  const data = Uint8Array.from(x.data as Float64Array, (value) =>
    Math.min(255, Math.max(0, roundHalfToEven(Math.fround(value / scale)) + zeroPoint)),
  );
  return [
    { dtype: "uint8", shape: x.shape, data },
    { dtype: "float32", shape: [], data: Float64Array.of(scale) },
    { dtype: "uint8", shape: [], data: Uint8Array.of(zeroPoint) },
  ];
}

export function matMulIntegerKernel(inputs: readonly Tensor[], node: Node): Tensor[] {
  const [a, b, zeroPoint] = inputs as [Tensor, Tensor, Tensor];
  const shifted = Float64Array.from(a.data as Uint8Array, (value) => value - Number(zeroPoint.data[0]));
  const [product] = matrixProductKernel([{ ...a, data: shifted }, b], node) as [Tensor];
  return [{ dtype: "int32", shape: product.shape, data: Int32Array.from(product.data as Float64Array) }];
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
