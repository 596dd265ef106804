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

it("is seedrandom's ARC4: the numbers of its README", () => {
  expect(draw(new SeededRandom("hello."), 2)).toEqual([0.9282578795792454, 0.3752569768646784]);
});

it("draws every integer below a limit, and no other, equally often", () => {
  const random = new SeededRandom(9);
  const counts = new Map<number, number>();
  for (let i = 0; i < 6000; i++) {
    const number = random.integer(6);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  // 6 standard deviations of a count of 1000
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(6 * Math.sqrt(1000 * (5 / 6)));
});

it("gives every order of three things equally often", () => {
  const random = new SeededRandom(4);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = random.shuffle([1, 2, 3]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(6 * Math.sqrt(1000 * (5 / 6)));
});

it("draws normal numbers on both sides, 68 % of them within one deviation", () => {
  const random = new SeededRandom(6);
  const numbers = Array.from({ length: 20_000 }, () => random.normal());
  const share = (holds: (x: number) => boolean): number => numbers.filter(holds).length / numbers.length;
  expect(share((x) => x < 0)).toBeCloseTo(0.5, 1);
  expect(Math.abs(share((x) => Math.abs(x) < 1) - 0.6827)).toBeLessThan(0.015);
  expect(Math.abs(share((x) => Math.abs(x) < 2) - 0.9545)).toBeLessThan(0.008);
});
