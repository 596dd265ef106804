import type { WrittenConfig } from "../config/training-config.ts";
import { autoSettings, type Problem } from "../plan/auto-settings.ts";

/** One way to a model: the `train` block of its config. */
export interface Candidate {
  name: string;
  /** In a few words. */
  what: string;
  train: Partial<Record<keyof WrittenConfig["train"], unknown>> & { method: "head" | "fine-tune" };
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
  const { loss, warmupRatio } = autoSettings;
  const batchTexts = autoSettings.batchTexts(problem);
  const first = autoSettings.epochs(Math.ceil(problem.rows / batchTexts));
  return [1, 2.5].map((factor, i) => {
    const epochs = Math.round(first * factor);
    return {
      name: `fine-tune-${i + 1}`,
      what: fineTuned(epochs),
      train: {
        method: "fine-tune" as const,
        sampler: { type: "grouped", batchTexts },
        loss: { ...loss },
        epochs,
        learningRate: autoSettings.learningRate(problem),
        warmupRatio,
        refitHead: "auto",
      },
    };
  });
}

/** What a fine-tuning is called in tables. */
export const fineTuned = (epochs: number): string => `encoder fine-tuned, ${epochs} epoch${epochs === 1 ? "" : "s"}`;
