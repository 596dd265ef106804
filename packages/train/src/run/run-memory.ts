import type { Head } from "@intentsmith/classifier";
import type { SentenceModel } from "@intentsmith/model";
import { unstarted, type CheckpointArrays, type TrainingProgress } from "../folder/checkpoint.ts";
import type { Loss } from "../losses/loss.ts";
import { createAdamWState, type AdamWState } from "../optim/adamw-state.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { embeddingTables, TrainableParameters } from "../step/trainable-parameters.ts";

/** All that changes while a run goes on: parameters, AdamW's moments, and where it stands. Nothing here touches the disk. */
export class RunMemory {
  readonly parameters: TrainableParameters;
  readonly optimizer: AdamWState;
  progress: TrainingProgress = unstarted();
  /** A copy of the base, into which `currentModel` writes. */
  readonly #model: SentenceModel;
  readonly #tables: Map<string, Float32Array>;
  readonly #loss: Loss;

  constructor(plan: TrainingPlan, loss: Loss, frozenLayers: number) {
    this.#model = { ...plan.model, weights: copyWeights(plan.model) };
    this.#tables = embeddingTables(plan.model);
    this.parameters = new TrainableParameters(plan.model, plan.sequences, { frozenLayers, own: loss.parameters });
    this.#loss = loss;
    this.optimizer = createAdamWState(this.parameters.arena.data);
  }

  /** What a checkpoint holds, by reference. */
  get arrays(): CheckpointArrays {
    const { firstMoments, secondMoments } = this.optimizer;
    return { parameters: this.parameters.arena.data, firstMoments, secondMoments };
  }

  /** Where the run stands, as a checkpoint records it. */
  get recordedProgress(): TrainingProgress {
    return { ...this.progress, untouchedDecay: this.parameters.untouchedDecay };
  }

  /** Goes on from a checkpoint whose arrays have been read into `arrays`. */
  continueFrom(progress: TrainingProgress): void {
    this.progress = progress;
    this.parameters.untouchedDecay = progress.untouchedDecay;
    this.optimizer.steps = progress.step;
  }

  /** The model with the weights of this moment. */
  currentModel(): SentenceModel {
    this.parameters.storeInto(this.#model, this.#tables);
    return this.#model;
  }

  /** The head that the loss's own parameters are at this moment; undefined where the label words are the head. */
  currentHead(): Head | undefined {
    return this.#loss.head?.((name) => this.parameters.own(name));
  }
}

function copyWeights(model: SentenceModel): SentenceModel["weights"] {
  return new Map([...model.weights].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}
