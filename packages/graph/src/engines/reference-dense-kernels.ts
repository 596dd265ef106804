import type { Node } from "../ir/graph.ts";
import { normalizeAxis } from "../ir/shape.ts";
import type { Tensor } from "./engine.ts";
import { broadcastSizes, broadcastStrides, forEachIndex, sizeOf, stridesOf } from "./strides.ts";

/** alpha · op(A)·op(B) + bias over broadcast batches. */
export function matrixProductKernel(inputs: readonly Tensor[], node: Node): Tensor[] {
  const [a, b, bias] = inputs as [Tensor, Tensor, Tensor | undefined];
  const layout = (x: Tensor, transposed: boolean): { rows: number; columns: number; step: [number, number] } => {
    const [rows, columns] = [x.shape.at(-2) as number, x.shape.at(-1) as number];
    return transposed ? { rows: columns, columns: rows, step: [1, columns] } : { rows, columns, step: [columns, 1] };
  };
  const left = layout(a, node.attributes["transA"] === 1);
  const right = layout(b, node.attributes["transB"] === 1);
  const alpha = (node.attributes["alpha"] as number | undefined) ?? 1;
  const batch = broadcastSizes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [m, n, inner] = [left.rows, right.columns, left.columns];
  const data = new Float64Array(sizeOf(batch) * m * n);
  const batchStrides = [a, b].map((x) => {
    const matrix = (x.shape.at(-2) as number) * (x.shape.at(-1) as number);
    return broadcastStrides(x.shape.slice(0, -2), batch).map((stride) => stride * matrix);
  });
  forEachIndex(batch, batchStrides, (position, [atA, atB]) => {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const x = a.data[(atA as number) + i * left.step[0] + k * left.step[1]] as number;
          sum += x * (b.data[(atB as number) + k * right.step[0] + j * right.step[1]] as number);
        }
        data[(position * m + i) * n + j] = alpha * sum + (bias === undefined ? 0 : (bias.data[j] as number));
      }
    }
  });
  return [{ dtype: "float32", shape: [...batch, m, n], data }];
}

/** Reduces the node's axes with `combine` over the values that fall together. */
export const reduceKernel =
  (combine: (values: number[]) => number) =>
  (inputs: readonly Tensor[], node: Node): Tensor[] => {
    const x = inputs[0] as Tensor;
    const axes = new Set((node.attributes["axes"] as number[]).map((axis) => normalizeAxis(axis, x.shape.length)));
    const kept = x.shape.map((size, axis) => (axes.has(axis) ? 1 : size));
    const reduced = x.shape.map((size, axis) => (axes.has(axis) ? size : 1));
    const strides = stridesOf(x.shape);
    const inner: number[] = [];
    forEachIndex(reduced, [strides], (_, [offset]) => inner.push(offset as number));
    const data = new Float64Array(sizeOf(kept));
    forEachIndex(kept, [strides], (position, [offset]) => {
      data[position] = combine(inner.map((step) => x.data[(offset as number) + step] as number));
    });
    const shape = node.attributes["keepdims"] === 1 ? kept : x.shape.filter((_, axis) => !axes.has(axis));
    return [{ dtype: "float32", shape, data }];
  };

/** Mean and biased variance over the last axis; outputs y, mean and 1/√(variance + epsilon). */
export function layerNormalizationKernel(inputs: readonly Tensor[], node: Node): Tensor[] {
  const [x, weight, bias] = inputs as [Tensor, Tensor, Tensor];
  const width = x.shape.at(-1) as number;
  const rows = x.data.length / width;
  const [y, mean, inverse] = [new Float64Array(x.data.length), new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    const values = Array.from({ length: width }, (_, j) => x.data[row * width + j] as number);
    const average = values.reduce((sum, value) => sum + value, 0) / width;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / width;
    mean[row] = average;
    inverse[row] = 1 / Math.sqrt(variance + (node.attributes["epsilon"] as number));
    for (const [j, value] of values.entries()) {
      y[row * width + j] =
        (value - average) * (inverse[row] as number) * (weight.data[j] as number) + (bias.data[j] as number);
    }
  }
  const statistics = [...x.shape.slice(0, -1), 1];
  return [
    { dtype: "float32", shape: x.shape, data: y },
    { dtype: "float32", shape: statistics, data: mean },
    { dtype: "float32", shape: statistics, data: inverse },
  ];
}

/** e^(x − max) / Σ over the last axis. */
export function softmaxKernel(inputs: readonly Tensor[]): Tensor[] {
  const x = inputs[0] as Tensor;
  const width = x.shape.at(-1) as number;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start += width) {
    const values = Array.from({ length: width }, (_, j) => x.data[start + j] as number);
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = values.map((value) => Math.exp(value - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [j, weight] of weights.entries()) data[start + j] = weight / total;
  }
  return [{ dtype: "float32", shape: x.shape, data }];
}

/** The k largest numbers of the last axis, largest first. */
export function topKKernel(inputs: readonly Tensor[], node: Node): Tensor[] {
  const x = inputs[0] as Tensor;
  const [width, k] = [x.shape.at(-1) as number, node.attributes["k"] as number];
  const rows = x.data.length / width;
  const data = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const values = Float64Array.from(x.data.subarray(row * width, (row + 1) * width) as Float64Array)
      .sort()
      .reverse();
    data.set(values.subarray(0, k), row * k);
  }
  return [{ dtype: x.dtype, shape: [...x.shape.slice(0, -1), k], data }];
}
