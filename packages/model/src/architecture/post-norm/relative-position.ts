import { gather, type GraphBuilder, type Value } from "@intentsmith/graph";

/** Rows of MPNet's table: transformers computes with 32 whatever the config says. */
export const relativeBuckets = 32;
const maxDistance = 128;

/**
 * The bucket of a distance (key's position − query's): half of them for keys to the right; of each half, 8 for one distance
 * each and 8 that grow logarithmically up to 128 (Raffel et al. 2020, as transformers' MPNetEncoder has it, in float32).
 */
export function relativeBucket(distance: number): number {
  const half = relativeBuckets / 2;
  const exact = half / 2;
  const length = Math.abs(distance);
  const side = distance > 0 ? half : 0;
  if (length < exact) return side + length;
  const logarithm = Math.fround(Math.fround(Math.log(length / exact)) / Math.fround(Math.log(maxDistance / exact)));
  return side + Math.min(half - 1, exact + Math.trunc(Math.fround(logarithm * (half - exact))));
}

/** The bias [A, S, S] by relative position, from its table [32, A]; one value for all layers. */
export function relativePositionBias(g: GraphBuilder, table: Value, maxPositions: number): (positions: Value) => Value {
  const biases = new Map<Value, Value>();
  const first = maxPositions - 1;
  return (positions) => {
    const known = biases.get(positions);
    if (known !== undefined) return known;
    const buckets = BigInt64Array.from({ length: 2 * first + 1 }, (_, i) => BigInt(relativeBucket(i - first)));
    const offset = g.constant(BigInt64Array.of(BigInt(first)), [1], "int64");
    const distances = positions
      .unsqueeze([0])
      .sub(positions.unsqueeze([1]))
      .add(offset);
    const bucketOf = gather(g, g.constant(buckets, [buckets.length], "int64"), distances);
    const bias = gather(g, table, bucketOf).transpose([2, 0, 1]);
    biases.set(positions, bias);
    return bias;
  };
}
