import type { RunRecord } from "../../run/run-record.ts";
import type { GraphqlClient } from "./graphql.ts";
import { RequestRefused } from "./request-refused.ts";
import type { RetryPolicies } from "./retry.ts";
import { wrapConfig } from "./wandb-json.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** A run as the server names it; these three make the address of its stream. */
export interface ServerRun {
  entity: string;
  project: string;
  id: string;
  /** False if the server had a run of this id already. */
  inserted: boolean;
  /** History rows that the server has. */
  historyLineCount: number;
}

const upsertBucket = `mutation UpsertBucket($id: String, $name: String, $project: String, $entity: String, $groupName: String, $displayName: String, $notes: String, $commit: String, $config: JSONString, $host: String, $program: String, $repo: String, $jobType: String, $sweep: String, $tags: [String!]) {
  upsertBucket(input: {id: $id, name: $name, modelName: $project, entityName: $entity, groupName: $groupName, displayName: $displayName, notes: $notes, commit: $commit, config: $config, host: $host, jobProgram: $program, jobRepo: $repo, jobType: $jobType, sweep: $sweep, tags: $tags}) {
    bucket { id name displayName historyLineCount project { id name entity { id name } } }
    inserted
  }
}`;

interface UpsertBucketData {
  upsertBucket: {
    inserted: boolean | null;
    bucket: { name: string; historyLineCount: number | null; project: { name: string; entity: { name: string } } };
  };
}

/** The variables that describe a run; what is undefined is left out. */
export function upsertVariables(record: RunRecord, runId: string, settings: WandbSettings): Record<string, unknown> {
  return {
    name: runId,
    project: settings.project,
    entity: settings.entity,
    groupName: settings.group ?? record.group,
    displayName: settings.name ?? record.name,
    notes: settings.notes,
    commit: record.gitCommit?.replace(/-dirty$/, ""),
    config: wrapConfig(wandbConfigOf(record), record.machine.platform),
    host: settings.host ?? record.machine.host,
    program: record.commandLine.join(" "),
    repo: record.gitRemote ?? undefined,
    jobType: settings.jobType,
    sweep: settings.sweepId,
    tags: settings.tags,
  };
}

/** The config as W&B shows it: the run's own, plus what identifies the data and the versions. */
export function wandbConfigOf(record: RunRecord): Record<string, unknown> {
  const { seed, dataHash, dataHashes, versions } = record;
  return { ...record.config, seed, dataHash, ...(dataHashes === undefined ? {} : { dataHashes }), versions };
}

/** Makes the run on the server, or finds it again. @throws RequestRefused */
export async function upsertRun(
  client: GraphqlClient,
  record: RunRecord,
  runId: string,
  settings: WandbSettings,
  policies: RetryPolicies,
): Promise<ServerRun> {
  const variables = upsertVariables(record, runId, settings);
  const data = await client.run<UpsertBucketData>("UpsertBucket", upsertBucket, variables, policies.upsert);
  const { bucket, inserted } = data.upsertBucket;
  return {
    entity: bucket.project.entity.name,
    project: bucket.project.name,
    id: bucket.name,
    inserted: inserted ?? false,
    historyLineCount: bucket.historyLineCount ?? 0,
  };
}

const runResumeStatus = `query RunResumeStatus($project: String, $entity: String, $name: String!) {
  model(name: $project, entityName: $entity) {
    bucket(name: $name, missingOk: true) { id name logLineCount historyLineCount wandbConfig(keys: ["t"]) }
  }
}`;

interface RunResumeStatusData {
  model: { bucket: { logLineCount: number | null; wandbConfig: string | null } | null } | null;
}

/**
 * Holds `WANDB_RESUME` for a run of a given id: `must` wants the run to exist, `never` wants it not to.
 * @returns the console lines that the server has. @throws RequestRefused
 */
export async function checkResume(
  client: GraphqlClient,
  runId: string,
  settings: WandbSettings,
  policies: RetryPolicies,
): Promise<number> {
  const variables = { project: settings.project, entity: settings.entity, name: runId };
  const data = await client.run<RunResumeStatusData>("RunResumeStatus", runResumeStatus, variables, policies.graphql);
  const bucket = data.model?.bucket ?? null;
  const started = bucket !== null && "t" in (JSON.parse(bucket.wandbConfig ?? "{}") as object);
  if (settings.resume === "must" && !started) {
    throw new RequestRefused(`WANDB_RESUME is must, but the server has no run ${runId}`);
  }
  if (settings.resume === "never" && started) {
    throw new RequestRefused(`WANDB_RESUME is never, but the server has a run ${runId} already`);
  }
  return bucket?.logLineCount ?? 0;
}
