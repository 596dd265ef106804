import { readFileSync, statSync } from "node:fs";
import { sha256 } from "@intentsmith/core";
import { evaluationNames } from "../../run/evaluation-csv.ts";
import type { RunRecord } from "../../run/run-record.ts";
import type { GraphqlClient } from "../api/graphql.ts";
import { pathInsideRun } from "../rows/inside-run.ts";
import { RequestRefused } from "../api/request-refused.ts";
import type { RetryPolicies } from "../api/retry.ts";
import { wandbConfigOf, type ServerRun } from "../api/run-operations.ts";
import type { Transport } from "../api/transport.ts";
import { wrapConfig } from "../api/wandb-json.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

export interface RunFile {
  name: string;
  content: Uint8Array;
}

/**
 * The files that go with a run: config, machine and versions, summary, console, final metrics and the evaluators'
 * CSVs (numbers only), and those that `logFiles` names. Nothing else of the folder is ever read, and nothing outside it.
 * @throws ARGUMENT_INVALID for a link that leads out of the folder
 */
export function collectRunFiles(
  run: string,
  record: RunRecord,
  summary: string,
  settings: Pick<WandbSettings, "logFiles" | "sendConsole">,
): RunFile[] {
  const generated: Record<string, string> = {
    // JSON is YAML: no second encoder is needed for the file that the W&B pages read.
    "config.yaml": `${wrapConfig(wandbConfigOf(record), record.machine.platform)}\n`,
    "wandb-metadata.json": `${JSON.stringify(metadata(record), null, 2)}\n`,
    "wandb-summary.json": summary,
  };
  const onDisk = [
    ...(settings.sendConsole ? ["output.log"] : []),
    "final-metrics.json",
    ...evaluationNames(run).map((name) => `eval/${name}_results.csv`),
    ...settings.logFiles,
  ];
  return [
    ...Object.entries(generated).map(([name, text]) => ({ name, content: Buffer.from(text) })),
    ...[...new Set(onDisk)].flatMap((name) => {
      const path = pathInsideRun(run, name);
      return path !== undefined && statSync(path).isFile() ? [{ name, content: readFileSync(path) }] : [];
    }),
  ];
}

function metadata(record: RunRecord): Record<string, unknown> {
  const { machine } = record;
  return {
    os: `${machine.platform} ${machine.osRelease}`,
    startedAt: record.startedAt,
    program: record.commandLine[0] ?? "",
    args: record.commandLine.slice(1),
    host: machine.host,
    cpu_count: machine.processors,
    cpu_count_logical: machine.processors,
    cpu: { model: machine.processor },
    memory: { total: String(machine.memoryBytes) },
    git: { commit: record.gitCommit, remote: record.gitRemote ?? null },
    versions: record.versions,
  };
}

/** The fingerprint by which a file that was sent already is recognised. */
export function contentHash(content: Uint8Array): string {
  return sha256(content);
}

const createRunFiles = `mutation CreateRunFiles($entity: String!, $project: String!, $run: String!, $files: [String!]!) {
  createRunFiles(input: {entityName: $entity, projectName: $project, runName: $run, files: $files}) {
    runID uploadHeaders files { name uploadUrl }
  }
}`;

interface CreateRunFilesData {
  createRunFiles: { uploadHeaders: string[] | null; files: { name: string; uploadUrl: string }[] };
}

/** Uploads files one after another and calls `onUploaded` after each. A refused file is reported, not thrown. */
export async function uploadRunFiles(
  client: GraphqlClient,
  transport: Transport,
  run: ServerRun,
  files: readonly RunFile[],
  policies: RetryPolicies,
  onUploaded: (file: RunFile) => void,
): Promise<{ name: string; reason: string }[]> {
  if (files.length === 0) return [];
  const variables = { entity: run.entity, project: run.project, run: run.id, files: files.map((file) => file.name) };
  const data = await client.run<CreateRunFilesData>("CreateRunFiles", createRunFiles, variables, policies.graphql);
  const failures: { name: string; reason: string }[] = [];
  for (const file of files) {
    const url = data.createRunFiles.files.find((entry) => entry.name === file.name)?.uploadUrl;
    try {
      if (url === undefined) throw new RequestRefused("the server gave no address to upload it to");
      await upload(transport, url, data.createRunFiles.uploadHeaders, file.content, policies);
      onUploaded(file);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      failures.push({ name: file.name, reason: error.message });
    }
  }
  return failures;
}

/** PUTs bytes to an address that the server handed out, with its headers and without the key. @throws RequestRefused */
export async function upload(
  transport: Transport,
  url: string,
  headers: readonly string[] | null,
  content: Uint8Array,
  policies: RetryPolicies,
): Promise<void> {
  await transport.send({ method: "PUT", url, headers: uploadHeaders(headers), body: content }, policies.upload);
}

/** `["Key: Value", …]` as an object: split at the first colon, trimmed. */
export function uploadHeaders(headers: readonly string[] | null): Record<string, string> {
  return Object.fromEntries(
    (headers ?? []).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}
