import { IntentsmithError, type Logger } from "@intentsmith/core";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import type { WrittenConfig } from "../config/training-config.ts";
import { examplesOf, planTraining, type TrainingInputs, type TrainingPlan } from "../plan/training-plan.ts";
import { SharedSessions } from "./shared-sessions.ts";

/** What the trials of a grid share: data, base model and tokenised texts while they are the same; compiled graphs. */
export class TrialResources {
  readonly #logger: Logger;
  readonly #engines = new Map<number, SharedSessions>();
  #inputs: { key: string; inputs: TrainingInputs } | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @throws CONFIG_INVALID if there is no validation split to choose by; what reading data and model throws. */
  async plan(config: WrittenConfig): Promise<TrainingPlan> {
    const key = JSON.stringify([config.data, config.model]);
    const shared = this.#inputs?.key === key ? this.#inputs.inputs : undefined;
    const plan = await planTraining(config, { logger: this.#logger, shared });
    this.#inputs = { key, inputs: plan };
    if (examplesOf(plan.dataset, "validation").length > 0) return plan;
    throw new IntentsmithError("CONFIG_INVALID", "grid: the data has no validation split to choose by", {
      hint: "Set data.splits.validation above 0, or give validation files.",
    });
  }

  engine(threads: number): Engine {
    let engine = this.#engines.get(threads);
    if (engine === undefined) {
      engine = new SharedSessions(onnxruntimeEngine({ threads }));
      this.#engines.set(threads, engine);
    }
    return engine;
  }

  async release(): Promise<void> {
    for (const engine of this.#engines.values()) await engine.releaseAll();
  }
}
