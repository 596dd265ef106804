import type { TextEncoder } from "@intentsmith/model";

/** Texts a second, tokenising included, one text a run and 32. */
export interface Speed {
  batch1: number;
  batch32: number;
}

/** Encodes `texts` for about `milliseconds` in batches of one, then as long in batches of 32, after a warm-up each. */
export async function measureSpeed(encoder: TextEncoder, texts: readonly string[], milliseconds = 300): Promise<Speed> {
  return {
    batch1: await textsPerSecond(encoder, texts, 1, milliseconds),
    batch32: await textsPerSecond(encoder, texts, 32, milliseconds),
  };
}

async function textsPerSecond(
  encoder: TextEncoder,
  texts: readonly string[],
  batchSize: number,
  milliseconds: number,
): Promise<number> {
  const batchAt = (start: number): string[] =>
    Array.from({ length: batchSize }, (_, i) => texts[(start + i) % texts.length] as string);
  await encoder.encode(batchAt(0));
  const began = performance.now();
  let count = 0;
  do {
    await encoder.encode(batchAt(count));
    count += batchSize;
  } while (performance.now() - began < milliseconds);
  return (count / (performance.now() - began)) * 1000;
}
