import { IntentsmithError } from "@intentsmith/core";
import type { ModelInfo } from "../engine/messages.ts";

/** Share of the texts that must come out as recorded. */
const neededAgreement = 0.98;

/** @throws MODEL_MALFORMED where too few answers of the golden set are as recorded; the message repeats no text. */
export function judgeGolden({ golden }: Pick<ModelInfo, "golden">): void {
  if (golden === undefined) return;
  const { cases, faults } = golden;
  const agreeing = cases - faults.length;
  if (agreeing / cases >= neededAgreement) return;
  throw new IntentsmithError(
    "MODEL_MALFORMED",
    `golden set: ${agreeing} of ${cases} answers are as recorded: ${faults[0]}`,
    {
      hint: "The model does not do here what it did when it was exported: export it again.",
    },
  );
}
