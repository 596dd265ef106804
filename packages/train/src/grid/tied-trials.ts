import type { Trial } from "./grid-record.ts";
import type { SettingResult } from "./setting-results.ts";

/** Whether trials were measured on different validation texts, as where a grid varies how the data are cut. */
export function sawOtherTexts(settings: readonly Pick<SettingResult, "bestTrial">[]): boolean {
  return new Set(settings.flatMap(({ bestTrial }) => bestTrial?.validationHash ?? [])).size > 1;
}

/** What has to be said then. */
export const otherTextsNote =
  "the trials were measured on different validation texts: their figures do not compare (train --folds measures a config on all)";

/**
 * The settings that are not worse than the winning one within noise, by the names of their best trials: those whose
 * validation accuracy lies within the 95 % interval of the winner's. All were measured on the same texts, so a paired
 * comparison may still tell them apart. Empty where the grid's metric is another than the accuracy, and where trials saw
 * other texts.
 */
export function tiedWithWinner({
  settings,
  winner,
}: {
  settings: readonly SettingResult[];
  winner: Trial | undefined;
}): string[] {
  if (sawOtherTexts(settings)) return [];
  const low = winner?.metrics["validation_accuracy_low"];
  if (winner === undefined || low === undefined || winner.value !== winner.metrics["validation_accuracy"]) return [];
  return settings.flatMap(({ bestTrial, mean, failed }) =>
    bestTrial === undefined || bestTrial.settingIndex === winner.settingIndex || failed > 0 || !(mean >= low)
      ? []
      : bestTrial.name,
  );
}
