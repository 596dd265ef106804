import { z } from "zod";

/** A project's name: 128 characters at most, none of them with a meaning in an address. */
export const projectNameSchema: z.ZodType<string, string> = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^/\\#?%:]+$/, String.raw`expected a project's name without any of / \ # ? % :`);

const insideFolder = /^(?![/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)).+$/;

/**
 * The block `tracking.wandb` of a config. A key that is left out falls back to its `WANDB_*` variable, then to
 * `~/.config/wandb/settings`, then to the default, as in the official client.
 */
export const wandbConfigSchema = z.strictObject({
  project: projectNameSchema.optional().describe("default: WANDB_PROJECT, then uncategorized"),
  entity: z.string().min(1).optional().describe("user or team; default: WANDB_ENTITY, then the server's for the key"),
  group: z.string().min(1).optional().describe("default: the grid that the run is a trial of"),
  tags: z.array(z.string().min(1).max(64)).optional().describe("shown with the run; default: WANDB_TAGS"),
  name: z.string().min(1).optional().describe("shown name; default: the run's"),
  mode: z
    .enum(["online", "offline", "disabled"])
    .optional()
    .describe("offline sends nothing until runs sync; default: WANDB_MODE, then online"),
  logArtifact: z.boolean().default(false).describe("send the exported model's folder"),
  logFiles: z
    .array(z.string().regex(insideFolder, "expected a path inside the run's folder"))
    .default([])
    .describe("further files of the run's folder to send, by path in it"),
  finishTimeoutSeconds: z.number().nonnegative().default(30).describe("how long to wait at the end for unsent rows"),
});

export type WandbConfig = z.output<typeof wandbConfigSchema>;

/** The block as it is written: everything may be left out. */
export type WandbConfigInput = z.input<typeof wandbConfigSchema>;
