import { GraphBuilder, referenceEngine, type Tensor } from "@intentsmith/graph";
import erf from "@stdlib/math-base-special-erf";
import fc from "fast-check";
import { expect, it } from "vitest";
import { distillationObjective, teacherFeed } from "./distillation-objective.ts";

const [U, H] = [3, 4];

async function lossOf(student: number[], teacher: number[]): Promise<number> {
  const g = new GraphBuilder();
  const { loss } = distillationObjective(H).build(g, g.input("student", "float32", ["U", H]), new Map());
  const session = await referenceEngine(erf).createSession(g.build([loss]));
  const embeddings: Tensor = { dtype: "float32", shape: [U, H], data: Float32Array.from(student) };
  const outputs = await session.run({ student: embeddings, ...teacherFeed(Float32Array.from(teacher), H) });
  return Number(outputs[loss.name]?.data[0]);
}

const numbers = fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: U * H, maxLength: U * H });
const unitRows = (data: number[]): number[][] =>
  Array.from({ length: U }, (_, row) => data.slice(row * H, (row + 1) * H)).map((row) =>
    row.map((value) => value / Math.hypot(...row)),
  );
const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

it("equals its formula", async () => {
  await fc.assert(
    fc.asyncProperty(numbers, numbers, async (student, raw) => {
      const [s, t] = [unitRows(student), unitRows(raw)];
      const distance = mean(s.map((row, i) => 1 - dot(row, t[i] as number[])));
      const squares = s.flatMap((a, i) => s.map((b, j) => (dot(a, b) - dot(t[i] as number[], t[j] as number[])) ** 2));
      expect(await lossOf(student, t.flat())).toBeCloseTo(distance + 10 * mean(squares), 5);
    }),
    { numRuns: 50 },
  );
});

it("is nothing for a student whose embeddings point where its teacher's do", async () => {
  const teacher = [1, 0, 0, 0, 0, 0.6, 0.8, 0, 0.5, 0.5, 0.5, 0.5];
  const longer = teacher.map((value) => 3 * value);
  expect(await lossOf(longer, teacher)).toBeCloseTo(0, 6);
});
