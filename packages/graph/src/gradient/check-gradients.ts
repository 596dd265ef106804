import { checkArguments, expected, IntentsmithError, SeededRandom } from "@intentsmith/core";
import type { Engine, Tensor } from "../engines/engine.ts";
import { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { gradient } from "./gradient.ts";

export interface GradientCheck {
  /** Builds the function under test from its float32 inputs and returns its float32 output. */
  build: (g: GraphBuilder, inputs: readonly Value[]) => Value;
  /** Shapes of the float32 inputs; values are drawn from the normal distribution, then passed through `prepare`. */
  shapes: readonly (readonly number[])[];
  /** Moves the random inputs into the domain (positive for Log, …). */
  prepare?: (value: number, input: number) => number;
  seed: number;
  /** A float64 engine. */
  engine: Engine;
}

const required = ["build", "shapes", "seed", "engine"] as const;
const checkFields = {
  build: expected.callback,
  shapes: expected.listOf("shapes", expected.listOf("dimensions", expected.whole(1))),
  prepare: expected.callback,
  seed: expected.number,
  engine: expected.fields({ createSession: expected.callback }),
};

/**
 * Compares the gradient with a central finite difference along a random direction: for L = Σ r·f(x) with a fixed
 * random r, (L(x + εv) − L(x − εv)) / 2ε must equal Σ ∂L/∂x · v.
 * @throws ARGUMENT_INVALID; INTERNAL with both numbers and the seed
 */
export async function checkGradients(check: GradientCheck): Promise<void> {
  checkArguments("checkGradients", { check: [check, expected.options<GradientCheck>(checkFields, required)] });
  const { build, shapes, seed, engine, prepare = (value) => value } = check;
  const random = new SeededRandom(seed);
  const draw = (size: number): Float64Array => Float64Array.from({ length: size }, () => random.normal());
  const g = new GraphBuilder();
  const inputs = shapes.map((shape, i) => g.input(`x${i}`, "float32", shape));
  const output = build(g, inputs);
  const outputShape = output.shape as readonly number[];
  const weight = g.constant(draw(size(outputShape)), outputShape, "float32", "weight");
  const loss = output.mul(weight).sum();
  const gradients = gradient(g, loss, inputs);
  const session = await engine.createSession(g.build([loss, ...gradients]));

  const point = shapes.map((shape, i) => draw(size(shape)).map((value) => prepare(value, i)));
  const direction = shapes.map((shape) => draw(size(shape)));
  const run = (step: number): Promise<Record<string, Tensor>> =>
    session.run(
      Object.fromEntries(
        point.map((values, i) => [
          `x${i}`,
          {
            dtype: "float32",
            shape: shapes[i] ?? [],
            data: values.map((value, j) => value + step * (direction[i]?.[j] ?? 0)),
          },
        ]),
      ),
    );
  const epsilon = 1e-5;
  const at = await run(0);
  const lossAt = async (step: number): Promise<number> => Number((await run(step))[loss.name]?.data[0]);
  const numeric = ((await lossAt(epsilon)) - (await lossAt(-epsilon))) / (2 * epsilon);
  const analytic = gradients.reduce((sum, value, i) => {
    const data = at[value.name]?.data ?? [];
    return sum + (direction[i] ?? new Float64Array()).reduce((inner, v, j) => inner + v * Number(data[j]), 0);
  }, 0);
  if (!(Math.abs(numeric - analytic) <= 1e-7 + 1e-6 * Math.abs(analytic))) {
    throw new IntentsmithError(
      "INTERNAL",
      `gradient check (seed ${seed}, shapes ${JSON.stringify(shapes)}): finite difference ${numeric}, gradient ${analytic}`,
    );
  }
}

const size = (shape: readonly number[]): number => shape.reduce((product, dimension) => product * dimension, 1);
