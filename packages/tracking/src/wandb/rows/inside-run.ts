import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { evaluationNames, evaluationPath } from "../../run/evaluation-csv.ts";

/** What an upload reads or writes of every run. */
const alwaysRead = ["run.json", "metrics.jsonl", "timing.jsonl", "output.log", "final-metrics.json", "eval", "wandb"];

/**
 * The real path of a file or folder of a run. A run may come from somebody else: only what lies in it is sent, so a
 * path or a link that leads out is refused. @returns undefined if nothing is there. @throws ARGUMENT_INVALID
 */
export function pathInsideRun(run: string, name: string): string | undefined {
  const path = resolve(run, name);
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  const fromRun = relative(realpathSync(run), real);
  if (fromRun !== ".." && !fromRun.startsWith(`..${sep}`) && !isAbsolute(fromRun)) return real;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `${resolve(run, name)}: what is sent must lie in the run's folder, this leads to ${real}`,
    { hint: "Copy it into the folder if it belongs to the run; remove the link if you do not know it." },
  );
}

/** Checks the files of an upload that settings and record do not name. @throws ARGUMENT_INVALID */
export function checkRunFiles(run: string): void {
  for (const name of alwaysRead) pathInsideRun(run, name);
  for (const name of evaluationNames(run)) pathInsideRun(run, evaluationPath(run, name));
}
