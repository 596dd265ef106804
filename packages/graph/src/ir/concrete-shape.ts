import { shapeError, formatShape, type Shape } from "./shape.ts";

/**
 * A Reshape's target as ONNX spells it: a number, 0 for "as in the input at this place" and −1 for the one dimension
 * that follows from the rest. @throws GRAPH_INVALID when more than one dimension would have to follow.
 */
export function reshapeCodes(target: Shape, source: Shape): number[] {
  const codes = target.map((size, axis) => (typeof size === "number" ? size : source[axis] === size ? 0 : -1));
  if (codes.filter((code) => code === -1).length > 1) {
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
