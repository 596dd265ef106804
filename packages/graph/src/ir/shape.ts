import { IntentsmithError } from "@intentsmith/core";

/** A dimension: a number, or a name (`"T"`) for a size that differs from run to run; equal names are equal sizes. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** The shape of an elementwise operation (NumPy's broadcasting rule). @throws GRAPH_INVALID. */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw shapeError(where, `shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`);
  });
}

/** Axes of `output` along which a value of shape `input` was repeated by broadcasting. */
export function broadcastAxes(input: Shape, output: Shape): number[] {
  const missing = output.length - input.length;
  return output.flatMap((size, axis) => (axis < missing || (input[axis - missing] === 1 && size !== 1) ? [axis] : []));
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

/** A non-negative axis. */
export function normalizeAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

export function shapeError(where: string, what: string): IntentsmithError {
  return new IntentsmithError("GRAPH_INVALID", `${where}: ${what}`);
}
