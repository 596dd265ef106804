import { z } from "zod";
import { gridSchema } from "./grid-config.ts";
import { trainingConfigSchema } from "./training-config.ts";

/** JSON Schemas of what a config file may hold: a training, and its `grid:` block. */
export function configJsonSchemas(): { training: unknown; grid: unknown } {
  return {
    training: z.toJSONSchema(trainingConfigSchema, { io: "input" }),
    grid: z.toJSONSchema(gridSchema, { io: "input" }),
  };
}
