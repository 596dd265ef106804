import { float16BitsToFloat32, float32ToFloat16Bits } from "@intentsmith/core";

/** A matrix as int8, row-major, with one scale a row or a column (a float16 number): weight ≈ scale · data. */
export interface QuantizedMatrix {
  data: Int8Array;
  scales: Float32Array;
}

const largest = 127;

/** The rows of an embedding table [R, H], each with a scale [R] of its own: max |row| becomes ±127. */
export function quantizeRows(data: ArrayLike<number>, columns: number): QuantizedMatrix {
  const scales = new Float32Array(data.length / columns);
  for (const row of scales.keys()) {
    let most = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) most = Math.max(most, Math.abs(data[i] as number));
    scales[row] = scaleOf(most);
  }
  return { data: roundAll(data, (i) => scales[Math.floor(i / columns)] as number), scales };
}

/**
 * The columns of a linear layer's weight [K, N], each with a scale [N] of its own, so chosen that no processor
 * saturates. Without VNNI, x86 multiplies unsigned by signed bytes with `vpmaddubsw`: a₀b₀ + a₁b₁ of two neighbours along
 * K in 16 bits, where a sum over 32,767 is cut. A column's scale is therefore
 * max(|wₖ|, |wₖ + wₖ₊₁| for neighbours of one sign) / 127. Rounding adds at most ½ to either neighbour, so the sum of two
 * is at most 128 and 255 · 128 = 32,640 fits, whatever the activations are. (`reduce_range` of onnxruntime's quantiser
 * reaches the same by giving up a bit of every weight.)
 */
export function quantizeColumns(data: ArrayLike<number>, columns: number): QuantizedMatrix {
  const most = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) {
    const [weight, next] = [data[i] as number, data[i + columns] ?? 0];
    const pair = Math.sign(weight) === Math.sign(next) ? Math.abs(weight + next) : 0;
    most[i % columns] = Math.max(most[i % columns] as number, Math.abs(weight), pair);
  }
  const scales = Float32Array.from(most, scaleOf);
  return { data: roundAll(data, (i) => scales[i % columns] as number), scales };
}

/**
 * The scale under which `most` is 127 at most: the float16 number at or above most / 127, so that it is stored in half the
 * bytes and no weight is cut. Zeros stay zeros under any scale.
 */
function scaleOf(most: number): number {
  if (most === 0) return 1;
  const bits = float32ToFloat16Bits(most / largest);
  return float16BitsToFloat32(float16BitsToFloat32(bits) * largest < most ? bits + 1 : bits);
}

function roundAll(data: ArrayLike<number>, scaleAt: (i: number) => number): Int8Array {
  return Int8Array.from(data, (value, i) => Math.round(value / scaleAt(i)));
}
