import { gemm, GraphBuilder, type Engine } from "@intentsmith/graph";

/** Most products in one run: bounds memory, however many rows and vectors there are. */
const mostProducts = 4_000_000;

/** Dot products of rows [B, H] with vectors [K, H] → [B, K], in blocks of rows; `take` gets each row's, [K]. */
export type Products = (
  rows: Float32Array,
  vectors: Float32Array,
  take: (products: Float32Array, row: number) => void,
) => Promise<void>;

/** Runs `use` with dot products by the engine, many times as fast as a loop where rows and vectors are thousands. */
export async function withProducts<T>(
  engine: Engine,
  width: number,
  use: (products: Products) => Promise<T>,
): Promise<T> {
  const g = new GraphBuilder();
  const product = gemm(
    g,
    g.input("rows", "float32", ["B", width]),
    g.input("vectors", "float32", ["K", width]),
    undefined,
    {
      transB: true,
    },
  );
  g.rename(product, "products");
  const session = await engine.createSession(g.build([product]));
  try {
    return await use(async (rows, vectors, take) => {
      const [B, K] = [rows.length / width, vectors.length / width];
      const block = Math.max(1, Math.floor(mostProducts / Math.max(1, K)));
      for (let start = 0; start < B; start += block) {
        const end = Math.min(B, start + block);
        const { products } = await session.run({
          rows: { dtype: "float32", shape: [end - start, width], data: rows.subarray(start * width, end * width) },
          vectors: { dtype: "float32", shape: [K, width], data: vectors },
        });
        const values = products?.data as Float32Array;
        for (let b = start; b < end; b++) take(values.subarray((b - start) * K, (b - start + 1) * K), b);
      }
    });
  } finally {
    await session.release();
  }
}
