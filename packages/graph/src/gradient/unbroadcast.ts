import type { Value } from "../ir/value.ts";
import { broadcastAxes, sameShape, type Shape } from "../ir/shape.ts";

/** The gradient of a value of shape `target` that was broadcast to the gradient's shape: summed over the repeats. */
export function unbroadcast(gradient: Value, target: Shape): Value {
  if (sameShape(gradient.shape, target)) return gradient;
  const axes = broadcastAxes(target, gradient.shape);
  const missing = gradient.shape.length - target.length;
  const summed = axes.length === 0 ? gradient : gradient.sum(axes, true);
  return missing === 0 ? summed : summed.squeeze(Array.from({ length: missing }, (_, axis) => axis));
}
