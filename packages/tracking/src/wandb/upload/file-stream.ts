import { authorization } from "../api/graphql.ts";
import type { ServerRun } from "../api/run-operations.ts";
import type { RetryPolicy } from "../api/retry.ts";
import type { Transport } from "../api/transport.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** Consecutive lines of one of a run's line files; `offset` is the number of the first, counted over the whole run. */
export interface StreamLines {
  offset: number;
  lines: readonly string[];
}

/** What one request to a run's stream carries. Empty: a heartbeat. */
export interface StreamChunk {
  history?: StreamLines;
  console?: StreamLines;
  /** The whole summary; it always replaces line 0. */
  summary?: string;
  /** Run files whose upload ended. */
  uploaded?: readonly string[];
  /** Ends the run; only in the last request. */
  exitCode?: number;
}

/** The body of a stream request. */
export function streamBody(chunk: StreamChunk): Record<string, unknown> {
  const files: Record<string, { offset: number; content: readonly string[] }> = {};
  const add = (name: string, part: StreamLines | undefined): void => {
    if (part !== undefined && part.lines.length > 0) files[name] = { offset: part.offset, content: part.lines };
  };
  add("wandb-history.jsonl", chunk.history);
  add("output.log", chunk.console);
  add("wandb-summary.json", chunk.summary === undefined ? undefined : { offset: 0, lines: [chunk.summary] });
  return {
    ...(Object.keys(files).length === 0 ? {} : { files }),
    ...(chunk.uploaded === undefined || chunk.uploaded.length === 0 ? {} : { uploaded: chunk.uploaded }),
    ...(chunk.exitCode === undefined ? {} : { complete: true, exitcode: chunk.exitCode }),
  };
}

export function streamUrl(baseUrl: string, run: Pick<ServerRun, "entity" | "project" | "id">): string {
  return `${baseUrl}/files/${[run.entity, run.project, run.id].map(encodeURIComponent).join("/")}/file_stream`;
}

/** Sends a chunk. A retry repeats the same bytes. @returns whether someone pressed Stop. @throws RequestRefused */
export async function sendChunk(
  transport: Transport,
  settings: WandbSettings,
  run: ServerRun,
  chunk: StreamChunk,
  policy: RetryPolicy,
): Promise<{ stopped: boolean }> {
  const text = await transport.send(
    {
      method: "POST",
      url: streamUrl(settings.baseUrl, run),
      headers: { ...authorization(settings.apiKey), "content-type": "application/json" },
      body: JSON.stringify(streamBody(chunk)),
    },
    policy,
  );
  return { stopped: /"stopped"\s*:\s*true/.test(text) };
}
