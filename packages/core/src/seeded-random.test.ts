import { expect, it } from "vitest";
import { SeededRandom } from "./seeded-random.ts";

const draw = (random: SeededRandom, count: number): number[] => Array.from({ length: count }, () => random.next());

it("gives the same numbers for the same seed, others for another", () => {
  expect(draw(new SeededRandom(42), 5)).toEqual(draw(new SeededRandom("42"), 5));
  expect(draw(new SeededRandom(42), 5)).not.toEqual(draw(new SeededRandom(43), 5));
});

it("goes on from a saved state", () => {
  const random = new SeededRandom(1);
  draw(random, 7);
  const state = JSON.parse(JSON.stringify(random.state())) as ReturnType<SeededRandom["state"]>;
  expect(draw(new SeededRandom(state), 20)).toEqual(draw(random, 20));
});

it("shuffles in place into a permutation", () => {
  const items = Int32Array.from({ length: 100 }, (_, i) => i);
  expect(new SeededRandom(3).shuffle(items)).toBe(items);
  expect([...items]).not.toEqual([...items].sort((a, b) => a - b));
  expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

it("draws normal numbers with mean 0 and deviation 1", () => {
  const random = new SeededRandom(5);
  const numbers = Array.from({ length: 20_000 }, () => random.normal());
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeCloseTo(1, 1);
});
