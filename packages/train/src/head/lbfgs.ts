/** A function's value and gradient at a point. */
export interface Evaluation {
  value: number;
  gradient: Float64Array;
}

export interface LbfgsOptions {
  /** Ends when no entry of the gradient is larger (default 1e-7). */
  tolerance?: number;
  /** Default 500. */
  maxIterations?: number;
}

export interface LbfgsResult extends Evaluation {
  point: Float64Array;
  iterations: number;
  /** False if the iterations ran out, or no step along the direction gained any more. */
  converged: boolean;
}

/** Pairs of steps and gradient changes that stand for the curvature. */
const memory = 12;
const maxLineSteps = 30;

/**
 * Minimises a smooth function by L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5) with a line search for the weak
 * Wolfe conditions by bisection; close to the minimum the approximate ones (Hager and Zhang 2005), as values in float32 are
 * too coarse there. `start` is not changed.
 */
export async function lbfgs(
  evaluate: (point: Float64Array) => Promise<Evaluation>,
  start: Float64Array,
  { tolerance = 1e-7, maxIterations = 500 }: LbfgsOptions = {},
): Promise<LbfgsResult> {
  let point = start;
  let here = await evaluate(point);
  const history: Correction[] = [];
  for (let iteration = 0; ; iteration++) {
    const converged = here.gradient.every((entry) => Math.abs(entry) <= tolerance);
    if (converged || iteration === maxIterations) return { ...here, point, iterations: iteration, converged };
    const direction = descentDirection(here.gradient, history);
    const firstStep = history.length === 0 ? Math.min(1, 1 / norm(here.gradient)) : 1;
    const found = await searchLine(evaluate, point, here, direction, firstStep);
    if (found === undefined) {
      if (history.length === 0) return { ...here, point, iterations: iteration, converged };
      history.length = 0; // the curvature misleads: once more, straight down
      continue;
    }
    const step = difference(found.point, point);
    const change = difference(found.gradient, here.gradient);
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) history.push({ step, change, rho: 1 / curvature });
    if (history.length > memory) history.shift();
    [point, here] = [found.point, found];
  }
}

interface Correction {
  step: Float64Array;
  change: Float64Array;
  rho: number;
}

/** −H·gradient, with H the inverse curvature that the corrections stand for. */
function descentDirection(gradient: Float64Array, history: readonly Correction[]): Float64Array {
  const q = gradient.map((entry) => -entry);
  const alphas: number[] = [];
  for (const { step, change, rho } of history.toReversed()) {
    const alpha = rho * dot(step, q);
    addScaled(q, change, -alpha);
    alphas.unshift(alpha);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) * scale;
  }
  for (const [i, { step, change, rho }] of history.entries()) {
    addScaled(q, step, (alphas[i] as number) - rho * dot(change, q));
  }
  return q;
}

/** A step of sufficient decrease and curvature; undefined if none is found. */
async function searchLine(
  evaluate: (point: Float64Array) => Promise<Evaluation>,
  from: Float64Array,
  { value, gradient }: Evaluation,
  direction: Float64Array,
  firstStep: number,
): Promise<(Evaluation & { point: Float64Array }) | undefined> {
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return undefined;
  let [low, high, step] = [0, Infinity, firstStep];
  for (let i = 0; i < maxLineSteps; i++) {
    const point = Float64Array.from(from, (entry, j) => entry + step * (direction[j] as number));
    const there = await evaluate(point);
    const slopeThere = dot(there.gradient, direction);
    const decreased = there.value <= value + 1e-4 * step * slope;
    // Near the minimum the value's rounding hides the decrease, the slope still shows it.
    const flattened = there.value <= value + 1e-6 * Math.abs(value) && slopeThere <= (2e-4 - 1) * slope;
    if (!decreased && !flattened) high = step;
    else if (slopeThere < 0.9 * slope) low = step;
    else return { ...there, point };
    step = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((entry, i) => entry - (b[i] as number));
}

function addScaled(target: Float64Array, source: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + scale * (source[i] as number);
}
