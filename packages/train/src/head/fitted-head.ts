import type { Head } from "@intentsmith/classifier";
import type { HeldOutScores } from "./cross-validate.ts";
import type { HeadConfig } from "./head-config.ts";

export interface FittedHead {
  head: Head;
  /** The config with every `auto` replaced by what was chosen. */
  config: HeadConfig;
  /** On held-out rows, of the chosen setting. */
  accuracy: number;
  heldOut: HeldOutScores;
}
