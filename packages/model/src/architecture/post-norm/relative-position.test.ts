import { expect, it } from "vitest";
import { readGolden } from "../../testing/tiny-bert.ts";
import { relativeBucket } from "./relative-position.ts";

it("a distance has the bucket that transformers gives it, as far as 600 tokens", () => {
  const { relativeBuckets } = readGolden<{ relativeBuckets: { first: number; buckets: number[] } }>(
    "tiny-mpnet-forward.json",
  );
  const { first, buckets } = relativeBuckets;
  expect(buckets).toHaveLength(1201);
  expect(buckets.map((_, i) => relativeBucket(first + i))).toEqual(buckets);
});
