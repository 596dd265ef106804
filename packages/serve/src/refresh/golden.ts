import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, parseRecord, readJsonFile } from "@intentsmith/core";
import { z } from "zod";
import type { Engine } from "../engine/engine.ts";

/** Beside a model: texts with the labels and scores that it gave when it was exported. */
export const goldenFile = "golden.json";

/** Share of the texts whose label and score must be as recorded. */
const neededAgreement = 0.98;

const golden = z.looseObject({
  /** How far a score may be off. */
  tolerance: z.number().min(0).default(1e-3),
  cases: z.array(z.looseObject({ text: z.string(), label: z.string(), score: z.number().optional() })).min(1),
});

export type Golden = z.output<typeof golden>;

/** The golden set of a folder, if it has one. @throws FILE_MALFORMED. */
export function readGolden(folder: string): Golden | undefined {
  const path = join(folder, goldenFile);
  return existsSync(path) ? parseRecord(golden, readJsonFile(path, "the golden set"), path) : undefined;
}

/** Runs the golden set. @throws MODEL_MALFORMED where too few answers agree; the message repeats no text. */
export async function checkGolden(engine: Engine, { cases, tolerance }: Golden): Promise<void> {
  let agreeing = 0;
  for (const { text, label, score } of cases) {
    const [best] = (await engine.classify([text], { top: 1 }))[0]?.top ?? [];
    const near = score === undefined || Math.abs((best?.score ?? Number.NaN) - score) <= tolerance;
    if (best?.label === label && near) agreeing++;
  }
  if (agreeing / cases.length >= neededAgreement) return;
  throw new IntentsmithError("MODEL_MALFORMED", `golden set: ${agreeing} of ${cases.length} answers are as recorded`, {
    hint: "The model does not do here what it did when it was exported: export it again.",
  });
}
