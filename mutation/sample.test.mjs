import { expect, test } from "vitest";
import { drawSample, wilsonInterval } from "./sample.mjs";
import { formatScore, readScore } from "./score.mjs";

const mutant = (id, column, status = "Killed") => ({
  id: String(id),
  fileName: "packages/core/src/a.ts",
  mutatorName: "ArithmeticOperator",
  replacement: "a - b",
  status,
  location: { start: { line: 2, column }, end: { line: 2, column: column + 5 } },
});

test("a seed draws the same mutants whatever their order and numbers, another seed others", () => {
  const mutants = Array.from({ length: 100 }, (_, i) => mutant(i, i + 1));
  const columns = (drawn) => drawn.map(({ location }) => location.start.column).sort((a, b) => a - b);
  const drawn = columns(drawSample(mutants, 20, "1"));
  expect(new Set(drawn).size).toBe(20);
  const renumbered = mutants.map((each, i) => ({ ...each, id: `x${i}` })).reverse();
  expect(columns(drawSample(renumbered, 20, "1"))).toEqual(drawn);
  expect(columns(drawSample(mutants, 20, "2"))).not.toEqual(drawn);
  expect(drawSample(mutants, 300, "1")).toHaveLength(100);
});

test("Wilson's interval, as Newcombe (1998) has it for 81 of 263 and 0 of 20", () => {
  const [low, high] = wilsonInterval(81, 263);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
  const [none, some] = wilsonInterval(0, 20);
  expect([none.toFixed(4), some.toFixed(4)]).toEqual(["0.0000", "0.1611"]);
});

test("the score counts what was noticed, leaves out what was not run, and names the survivors", () => {
  const mutants = [
    mutant(1, 10),
    mutant(2, 11, "Timeout"),
    mutant(3, 12, "Survived"),
    mutant(4, 13, "NoCoverage"),
    mutant(5, 14, "CompileError"),
    mutant(6, 15, "RuntimeError"),
  ];
  const score = readScore({ files: { "a.ts": { source: "x\n  return a + b;\ny", mutants } } });
  expect(score).toMatchObject({ mutants: 6, run: 4, killed: 2 });
  expect(formatScore("core", score).split("\n")).toEqual([
    "| core | 6 | 4 | 50.0 % | 15.0 % – 85.0 % | 2 |",
    "a.ts:2:12  ArithmeticOperator  Survived  return a + b;  → a - b",
    "a.ts:2:13  ArithmeticOperator  NoCoverage  return a + b;  → a - b",
    "",
  ]);
});
