import type { TrainingConfig } from "../config/training-config.ts";
import { fineTuningFor, type Problem } from "./auto-settings.ts";

/** One way to a model: the `train` block of its config. */
export interface Candidate {
  name: string;
  /** In a few words. */
  what: string;
  train: Partial<Record<keyof TrainingConfig["train"], unknown>> & { method: "head" | "fine-tune" };
}

/** Beyond this many texts every prediction would compare with too many. */
const mostExamples = 20_000;

/** Heads on the base as it is, the cheapest first. */
export function headCandidates({ rows }: Problem): Candidate[] {
  return [
    head("label-words", "label words, untrained"),
    head("prototypes", "mean of a label's texts"),
    ...(rows <= mostExamples ? [head("nearest-examples", "nearest training texts")] : []),
    head("logistic", "logistic regression on the base's embeddings"),
  ];
}

function head(type: string, what: string): Candidate {
  return { name: type, what, train: { method: "head", head: { type } } };
}

/** Fine-tunings, each longer than the one before: the next is tried while the last one gained. */
export function fineTuneCandidates(problem: Problem): Candidate[] {
  const first = fineTuningFor(problem);
  return [1, 2.5].map((factor, i) => {
    const { batchTexts, epochs, ...rest } = first;
    const more = Math.round(epochs * factor);
    return {
      name: `fine-tune-${i + 1}`,
      what: `encoder fine-tuned, ${more} epochs`,
      train: {
        method: "fine-tune" as const,
        ...rest,
        sampler: { type: "grouped", batchTexts },
        epochs: more,
        refitHead: { type: "logistic" },
      },
    };
  });
}
