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
  // Four sums at a time: a single one waits for itself
  let [s0, s1, s2, s3, j] = [0, 0, 0, 0, 0];
  for (; j + 3 < length; j += 4) {
    s0 += (a[aStart + j] as number) * (b[bStart + j] as number);
    s1 += (a[aStart + j + 1] as number) * (b[bStart + j + 1] as number);
    s2 += (a[aStart + j + 2] as number) * (b[bStart + j + 2] as number);
    s3 += (a[aStart + j + 3] as number) * (b[bStart + j + 3] as number);
  }
  for (; j < length; j++) s0 += (a[aStart + j] as number) * (b[bStart + j] as number);
  return s0 + s1 + (s2 + s3);
}
