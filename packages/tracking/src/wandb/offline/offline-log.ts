import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { checkArguments, expected, writeDirectoryAtomic } from "@intentsmith/core";
import { readFinalMetrics } from "../../run/final-metrics.ts";
import { readRunRecord, type RunRecord } from "../../run/run-record.ts";
import { artifactDigest, artifactName, collectArtifactFiles } from "../upload/artifact-files.ts";
import { HistoryReader } from "../rows/history-reader.ts";
import { LineTail } from "../rows/line-tail.ts";
import {
  artifactRecord,
  encodeRecord,
  exitRecord,
  type Fields,
  filesRecord,
  headerRecord,
  historyRecord,
  outputRecord,
  runRecord,
  summaryRecord,
} from "./log-records.ts";
import { randomId } from "../api/random-id.ts";
import { checkRunFiles } from "../rows/inside-run.ts";
import { RecordLog } from "./record-log.ts";
import { collectRunFiles } from "../upload/run-files.ts";
import { wandbConfigOf } from "../api/run-operations.ts";
import { RunSummary } from "../rows/run-summary.ts";
import { readUploadState } from "../upload/upload-state.ts";
import { protocolVersion } from "../api/wandb-json.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/**
 * Writes a run as the official client writes an offline one: `offline-run-<time>-<id>/run-<id>.wandb` with its files
 * beside it, which `wandb sync` uploads. Needs no key and no network.
 * @returns the new folder. @throws OUTPUT_EXISTS, WRITE_FAILED, FILE_NOT_FOUND, ARGUMENT_INVALID (files outside the run)
 */
export async function exportWandb(path: string, outDirectory: string, settings: WandbSettings): Promise<string> {
  checkArguments("exportWandb", {
    path: [path, expected.path],
    outDirectory: [outDirectory, expected.path],
    settings: [settings, expected.object],
  });
  const run = resolve(path);
  const record = readRunRecord(run);
  checkRunFiles(run);
  const runId = readUploadState(run)?.runId ?? settings.runId ?? randomId(8);
  const started = new Date(record.startedAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_");
  const folder = join(resolve(outDirectory), `offline-run-${started}-${runId}`);
  await writeDirectoryAtomic(folder, (temporary) => {
    const log = new RecordLog(join(temporary, `run-${runId}.wandb`));
    let number = 0;
    try {
      for (const fields of records(run, record, runId, settings, join(temporary, "files"))) {
        log.append(encodeRecord(++number, fields));
      }
    } finally {
      log.close();
    }
  });
  return folder;
}

/** The records in the official client's order; the exit comes last. Run files are written to `filesDirectory`. */
function* records(
  run: string,
  record: RunRecord,
  runId: string,
  settings: WandbSettings,
  filesDirectory: string,
): Generator<Fields> {
  yield headerRecord(protocolVersion);
  yield runRecord({
    runId,
    entity: settings.entity,
    project: settings.project,
    config: { ...wandbConfigOf(record), _wandb: {} },
    group: settings.group ?? record.group,
    jobType: settings.jobType,
    name: settings.name ?? record.name,
    notes: settings.notes,
    tags: settings.tags ?? [],
    host: settings.host ?? record.machine.host,
    startedAtMs: Date.parse(record.startedAt),
    version: protocolVersion,
    platform: record.machine.platform,
    gitRemote: record.gitRemote ?? undefined,
    gitCommit: record.gitCommit?.replace(/-dirty$/, ""),
  });
  if (settings.sendConsole) yield* consoleRecords(run);
  const summary = new RunSummary();
  const reader = new HistoryReader(run);
  do {
    for (const row of reader.read(true)) {
      summary.add(row);
      yield historyRecord(row, row["_step"] ?? 0);
    }
  } while (reader.mayHaveMore);
  summary.addFinal(reader.latestEvaluations);
  summary.addFinal(readFinalMetrics(run));
  yield summaryRecord(summary.entries());
  // The client writes these two itself while it syncs.
  const files = collectRunFiles(run, record, summary.toLine(), settings).filter(
    ({ name }) => name !== "config.yaml" && name !== "wandb-summary.json" && name !== "output.log",
  );
  for (const { name, content } of files) {
    mkdirSync(dirname(join(filesDirectory, name)), { recursive: true });
    writeFileSync(join(filesDirectory, name), content);
  }
  yield filesRecord(files.map(({ name }) => name));
  if (settings.logArtifact && record.modelDirectory !== null) {
    yield modelRecord(record.modelDirectory, record, run, runId, settings);
  }
  const runtime = Number(Object.fromEntries(summary.entries())["_runtime"] ?? 0);
  yield exitRecord(record.exitCode ?? 1, runtime);
}

function* consoleRecords(run: string): Generator<Fields> {
  const tail = new LineTail(join(run, "output.log"));
  do {
    for (const line of tail.read()) {
      const space = line.indexOf(" ");
      yield outputRecord(line.slice(space + 1), Date.parse(`${line.slice(0, space)}Z`));
    }
  } while (tail.mayHaveMore);
}

function modelRecord(folder: string, record: RunRecord, run: string, runId: string, settings: WandbSettings): Fields {
  const files = collectArtifactFiles(run, folder);
  return artifactRecord({
    runId,
    project: settings.project,
    entity: settings.entity,
    name: artifactName(record.name),
    digest: artifactDigest(files),
    metadata: JSON.stringify(readFinalMetrics(run)),
    clientId: randomId(128),
    sequenceClientId: randomId(128),
    contents: files.map((file) => ({
      path: file.name,
      digest: file.digest,
      sizeBytes: file.sizeBytes,
      localPath: file.path,
    })),
  });
}
