import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { greater, where } from "./elementwise.ts";

/** max(x, limit) for a constant limit; the gradient passes where x > limit. */
export const maximum = (g: GraphBuilder, x: Value, limit: number): Value => where(g, greater(g, x, limit), x, limit);
