/** Dot products of rows [B, H] with vectors [K, H], row-major [B, K]; sums in float64. */
export function dotProducts(rows: Float32Array, vectors: Float32Array, width: number): Float32Array {
  const B = width === 0 ? 0 : rows.length / width;
  const K = width === 0 ? 0 : vectors.length / width;
  const products = new Float32Array(B * K);
  for (let b = 0; b < B; b++) {
    for (let k = 0; k < K; k++) products[b * K + k] = dot(rows, b * width, vectors, k * width, width);
  }
  return products;
}

function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let sum = 0;
  for (let j = 0; j < length; j++) sum += (a[aStart + j] as number) * (b[bStart + j] as number);
  return sum;
}
