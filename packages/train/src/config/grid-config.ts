import { IntentsmithError, parseConfig, prototypeName } from "@intentsmith/core";
import { metricDirection } from "@intentsmith/eval";
import { z } from "zod";

const valueSchema = z.json();
const parameterSchema = z
  .strictObject({
    values: z.array(valueSchema).min(1).optional().describe("the values to try"),
    value: valueSchema.optional().describe("instead of values: one for all trials"),
  })
  .refine((parameter) => (parameter.values === undefined) !== (parameter.value === undefined), {
    message: "expected either values (a list to try) or value (a constant)",
  });
const count = z.int().min(1);

/** The `grid:` block as it is written. */
export const gridSchema = z
  .strictObject({
    method: z.enum(["grid", "random"]).describe("every combination, or count of them drawn at random"),
    name: z.string().min(1).optional().describe("group of the trials at W&B; default: the grid's folder"),
    parameters: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, "expected a name such as train.learningRate")
          .refine((name) => prototypeName(name.split(".")) === undefined, "expected a key that a config can have"),
        parameterSchema,
      )
      .refine((parameters) => Object.keys(parameters).length > 0, "expected at least one parameter")
      .describe("by path into the config (train.learningRate); keys of train and batch may stand alone"),
    metric: z
      .strictObject({
        name: z.string().min(1).describe("a metric on validation"),
        goal: z.enum(["maximize", "minimize"]).default("maximize").describe("whether more or less of it is better"),
      })
      .optional()
      .describe("what the winner is chosen by; default: evaluate.bestBy, maximised"),
    count: count.optional().describe("settings to draw; with method random only, and required there"),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31)
      .optional()
      .describe("of the draw and of the first repeat; each further repeat has the next; default: train.seed"),
    repeats: count.default(1).describe("seeds a setting"),
    testAll: z.boolean().default(false).describe("measure every trial on test, not the winner alone"),
  })
  .refine((grid) => grid.method === "random" || grid.count === undefined, {
    message: "belongs to method random; method grid runs every combination",
    path: ["count"],
  })
  .refine((grid) => grid.method === "grid" || grid.count !== undefined, {
    message: "method random needs the number of settings to draw",
    path: ["count"],
  });

/** A parameter as its author writes it. */
export type GridParameter = z.output<typeof parameterSchema>;

/** The `grid:` block, in the words of W&B's sweeps, with its defaults filled in. */
export type GridConfig = z.output<typeof gridSchema>;

/**
 * Checks a `grid:` block and fills in its defaults. `where` (the file's name) opens messages.
 * @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY naming the nearest key.
 */
export function parseGridConfig(value: unknown, where: string): GridConfig {
  const grid = parseConfig(gridSchema, value, where);
  if (grid.metric !== undefined) {
    const name = grid.metric.name.replace(/^validation[_/]/, "");
    metricDirection(name, `${where}: metric.name`);
    return { ...grid, metric: { ...grid.metric, name } };
  }
  return grid;
}

/** The config path that a parameter's name stands for. */
export function parameterPath(name: string, samplerType: string): string {
  if (name === "batch") return samplerType === "grouped" ? "train.sampler.batchTexts" : "train.sampler.batchPairs";
  const isSection = /^(data|model|train|evaluate|tracking)(\.|$)/.test(name);
  return isSection ? name : `train.${name}`;
}

/** @throws CONFIG_INVALID if two names stand for one path, or the seed is both tried and repeated. */
export function checkParameterPaths(grid: GridConfig, paths: ReadonlyMap<string, string>): void {
  const nameOf = new Map<string, string>();
  for (const [name, path] of paths) {
    const other = nameOf.get(path);
    if (other !== undefined) {
      throw new IntentsmithError("CONFIG_INVALID", `grid.parameters: ${other} and ${name} are the same key, ${path}`, {
        hint: "Give it once.",
      });
    }
    nameOf.set(path, name);
  }
  if (grid.repeats > 1 && nameOf.has("train.seed")) {
    throw new IntentsmithError("CONFIG_INVALID", "grid: repeats gives each repeat a seed, and so does train.seed", {
      hint: "Remove grid.repeats, or the parameter train.seed.",
    });
  }
}
