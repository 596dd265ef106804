import { expected, type ArgumentCheck, type Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";

export interface FitOptions {
  /** The folder of the result. What a killed fit of the same data and base left there is gone on with. */
  out: string;
  /** Seconds for trying; without, all that is worth trying is tried. Ends only between candidates and epochs. */
  budgetS?: number;
  logger?: Logger;
  /** Aborted: what is at work is left, the best so far is kept. */
  signal?: AbortSignal;
  commandLine?: readonly string[];
  engine?: Engine;
}

export const fitOptions: ArgumentCheck = expected.options<FitOptions>(
  {
    out: expected.path,
    budgetS: expected.number,
    logger: expected.object,
    signal: expected.object,
    commandLine: expected.texts,
    engine: expected.object,
  },
  ["out"],
);
