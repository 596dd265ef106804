import { shapeError, formatShape, type Shape } from "./shape.ts";

/** Whether a Reshape from `source` can spell `target`: at most one size has to follow from the rest. */
export function hasOneOpenSize(target: Shape, source: Shape): boolean {
  return target.filter((size, axis) => typeof size === "string" && source[axis] !== size).length <= 1;
}

/**
 * A Reshape's target as ONNX spells it: a number, 0 for "as in the input at this place" and −1 for the one dimension
 * that follows from the rest. @throws GRAPH_INVALID when more than one dimension would have to follow.
 */
export function reshapeCodes(target: Shape, source: Shape): number[] {
  const codes = target.map((size, axis) => (typeof size === "number" ? size : source[axis] === size ? 0 : -1));
  if (!hasOneOpenSize(target, source)) {
    throw shapeError("Reshape", `${formatShape(source)} → ${formatShape(target)}: more than one size is open`);
  }
  return codes;
}

/** The sizes of a Reshape's output, given the sizes of its input. */
export function concreteShape(target: Shape, source: Shape, sizes: readonly number[]): number[] {
  const codes = reshapeCodes(target, source);
  const result = codes.map((code, axis) => (code === 0 ? (sizes[axis] as number) : code));
  const total = sizes.reduce((product, size) => product * size, 1);
  const known = result.reduce((product, size) => (size === -1 ? product : product * size), 1);
  return result.map((size) => (size === -1 ? total / known : size));
}
