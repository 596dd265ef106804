import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { listRuns } from "@intentsmith/tracking";
import { isGridDirectory, readGridRecord } from "@intentsmith/train";

/** The run or grid under `root` that was last at work and did not finish. @throws FILE_NOT_FOUND if there is none. */
export function newestUnfinishedRun(root = "runs"): string {
  const candidates = existsSync(root) ? [...unfinishedRuns(root), ...unfinishedGrids(root)] : [];
  const [newest] = candidates.sort((a, b) => b.changedMs - a.changedMs);
  if (newest !== undefined) return newest.path;
  throw new IntentsmithError("FILE_NOT_FOUND", `no unfinished run under ${root}/`, {
    hint: "Name the run's folder: --resume RUN",
  });
}

interface Candidate {
  path: string;
  changedMs: number;
}

/** A trial is not gone on with alone, but by its grid. */
function unfinishedRuns(root: string): Candidate[] {
  return listRuns(root)
    .runs.filter(({ path, record }) => record.status !== "finished" && !isGridDirectory(dirname(dirname(path))))
    .map(({ path }) => ({ path, changedMs: statSync(join(path, "run.json")).mtimeMs }));
}

function unfinishedGrids(root: string): Candidate[] {
  return readdirSync(root)
    .map((name) => join(root, name))
    .filter((path) => isGridDirectory(path))
    .flatMap((path): Candidate[] => {
      if (readGridRecord(path).status === "finished") return [];
      return [{ path, changedMs: statSync(join(path, "grid.json")).mtimeMs }];
    });
}
