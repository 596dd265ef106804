import { existsSync } from "node:fs";
import { IntentsmithError } from "@intentsmith/core";
import { listRuns } from "@intentsmith/tracking";

/** The newest run under `root` that did not finish. @throws FILE_NOT_FOUND if there is none. */
export function newestUnfinishedRun(root = "runs"): string {
  const runs = existsSync(root) ? listRuns(root).runs : [];
  const unfinished = runs.find(({ record }) => record.status !== "finished");
  if (unfinished !== undefined) return unfinished.path;
  throw new IntentsmithError("FILE_NOT_FOUND", `no unfinished run under ${root}/`, {
    hint: "Name the run's folder: --resume RUN",
  });
}
