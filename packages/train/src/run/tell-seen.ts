import { formatSeen, seenShare, type SeenTexts } from "../folder/seen-texts.ts";
import type { RunLog } from "../report/run-log.ts";
import type { SplitEvaluation } from "../report/split-evaluation.ts";

/** Says that texts which a model is measured on were training texts of its base, if any were. */
export function tellSeen(
  byBase: SeenTexts,
  split: string,
  evaluation: SplitEvaluation | undefined,
  log: Pick<RunLog, "warn">,
): void {
  if (byBase.isEmpty || evaluation === undefined) return;
  const share = seenShare(byBase, evaluation);
  if (share.texts > 0) log.warn(formatSeen(share, split));
}
