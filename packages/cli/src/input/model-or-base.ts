import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { loadModel, resolveBase } from "@intentsmith/model";
import { saveUntrainedModel } from "@intentsmith/train";
import type { InferredOptionTypes, Options, PositionalOptions } from "yargs";
import type { Command, CommandSpec, Context } from "../arguments/command.ts";
import { modelOrBaseOptions } from "../arguments/shared-options.ts";
import { readLabelsFile } from "./labels-file.ts";

type Spec<P extends Record<string, PositionalOptions>, O extends Record<string, Options>> = Omit<
  CommandSpec<P, O>,
  "run"
> & {
  run(
    values: InferredOptionTypes<P> & InferredOptionTypes<O> & { model: string },
    context: Context,
  ): Promise<number | void>;
};

/**
 * A command that takes --model, or --base and --labels; its `run` gets the folder of the one, or the one that is made of the
 * others, as `model`.
 */
export function defineModelCommand<
  const O extends Record<string, Options>,
  const P extends Record<string, PositionalOptions> = Record<never, never>,
>({ run, options, ...rest }: Spec<P, O>): Command {
  const given = run as (values: Record<string, unknown>, context: Context) => Promise<number | void>;
  return {
    positionals: {},
    ...rest,
    options: { ...modelOrBaseOptions, ...options },
    run: (values, context) => withModel(values, context, (model) => given({ ...values, model }, context)),
  };
}

/** Options of commands that take a model, or a base as it is with labels. */
export interface ModelOrBase {
  model?: string | undefined;
  base?: string | undefined;
  labels?: string | undefined;
}

/**
 * Hands `use` the folder of --model; or one that is made of --base and --labels for as long as it works: the nearest label's
 * words, nothing trained. @throws ARGUMENT_INVALID for neither, and for both.
 */
export async function withModel<Result>(
  { model, base, labels }: ModelOrBase,
  { logger }: Context,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (model !== undefined && base === undefined && labels === undefined) return await use(model);
  if (model !== undefined || base === undefined || labels === undefined) {
    throw new IntentsmithError("ARGUMENT_INVALID", "expected --model, or --base and --labels together", {
      hint: "For example: --model runs/quickstart/model, or --base minilm-l3-mini --labels labels.txt",
    });
  }
  const known = await readLabelsFile(labels);
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-base-"));
  try {
    const loaded = await loadModel(await resolveBase(base, { logger }));
    await saveUntrainedModel(join(folder, "model"), loaded, { base, ...known });
    return await use(join(folder, "model"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
