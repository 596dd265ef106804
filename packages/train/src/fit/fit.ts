import { join } from "node:path";
import { checkArguments, durationSeconds, silentLogger } from "@intentsmith/core";
import type { Dataset } from "@intentsmith/data";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { parseTrainingConfig, type WrittenConfig } from "../config/training-config.ts";
import { lockRun, refuseBegun } from "../folder/run-lock.ts";
import { planTraining } from "../plan/training-plan.ts";
import type { SplitEvaluation } from "../report/split-evaluation.ts";
import { fitOptions, type FitOptions } from "./fit-options.ts";
import { isFitDirectory, type FitOutcome } from "./fit-record.ts";
import { parsedAgain } from "./pinned-config.ts";
import { placeChosen } from "./place-chosen.ts";
import { Search } from "./search.ts";

export interface FitResult {
  out: string;
  modelDirectory: string;
  /** Everything pinned: `train --config` with it gives the same model. */
  configFile: string;
  outcomes: FitOutcome[];
  chosen: FitOutcome;
  test: SplitEvaluation | undefined;
  /** As it was read for the fit. */
  dataset: Dataset;
  /** Whether the signal ended the search. */
  interrupted: boolean;
  seconds: number;
}

/**
 * Finds the best model for the time there is: heads on the base as it is, then fine-tunings while they gain. Chosen by
 * accuracy on validation, the cheaper of equals; test is measured once, of the chosen one.
 *
 * @param written data, base, decision; its `train` block gives the seed, the threads and the budget.
 * @throws as `train`; OUTPUT_EXISTS if `out` holds something else.
 */
export async function fit(written: WrittenConfig, options: FitOptions): Promise<FitResult> {
  checkArguments("fit", { options: [options, fitOptions] });
  const { out, logger = silentLogger } = options;
  const parsed = parseTrainingConfig(written, "fit");
  const { seed, threads, budget } = parsed.train;
  // All else of the block is what is looked for
  const config = parsedAgain({ ...parsed, train: { seed, threads } });
  const budgetS = options.budgetS ?? (budget === undefined ? undefined : durationSeconds(budget));
  if (!isFitDirectory(out)) refuseBegun(out);
  const lock = lockRun(out);
  try {
    const started = performance.now();
    const engine = options.engine ?? onnxruntimeEngine({ threads: config.train.threads });
    const plan = await planTraining(config, { logger });
    const limit = budgetS === undefined ? {} : { budgetS };
    const search = new Search(config, plan, engine, { ...options, ...limit });
    try {
      const interrupted = await search.run();
      const chosen = search.best as FitOutcome;
      const { record, embedder } = search;
      const test = await placeChosen(chosen, record, { inputs: plan, engine, embedder }, options);
      return {
        out,
        modelDirectory: join(out, "model"),
        configFile: join(out, "config.yaml"),
        outcomes: record.outcomes,
        chosen,
        test,
        dataset: plan.dataset,
        interrupted,
        seconds: (performance.now() - started) / 1000,
      };
    } finally {
      await search.release();
    }
  } finally {
    lock.release();
  }
}
