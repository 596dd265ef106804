import { IntentsmithError } from "@intentsmith/core";
import { readFinalMetrics } from "../../run/final-metrics.ts";
import { readRunRecord, type RunRecord } from "../../run/run-record.ts";
import { artifactDigest, artifactName, collectArtifactFiles } from "./artifact-files.ts";
import { uploadArtifact } from "./artifact.ts";
import { sendChunk } from "./file-stream.ts";
import { GraphqlClient } from "../api/graphql.ts";
import { checkRunFiles } from "../rows/inside-run.ts";
import { explainRefusal, RequestRefused } from "../api/request-refused.ts";
import { retryPolicies, type RetryPace, type RetryPolicies } from "../api/retry.ts";
import { collectRunFiles, contentHash, uploadRunFiles } from "./run-files.ts";
import { checkResume, type ServerRun, upsertRun } from "../api/run-operations.ts";
import { StreamSource } from "../rows/stream-source.ts";
import type { Transport } from "../api/transport.ts";
import { freshState, openUploadState, type UploadState, writeUploadState } from "./upload-state.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** How the caller steers an upload and hears from it. */
export interface UploadControl {
  /** Whether the run has ended, so that everything on disk is to be sent and the run closed. */
  isEnded: () => boolean;
  /** Waits between looks at the files, in milliseconds; none once the run has ended. */
  intervalMs: number;
  heartbeatMs: number;
  onUrl?: (url: string) => void;
  onStop?: () => void;
}

export interface UploadOutcome {
  /** Everything on disk is on the server, and the run is closed there. */
  complete: boolean;
  url?: string;
  /** History rows on the server. */
  rows: number;
  /** What is missing and why, if not complete. */
  message?: string;
}

/**
 * Sends a run from its folder, from where the last upload stood, until it has ended and everything is there. The
 * order is the official client's: upsert, stream, run files, artifact, and the request that closes the run.
 * @returns the outcome; refusals are told in it, not thrown.
 */
export async function uploadRun(
  run: string,
  settings: WandbSettings,
  transport: Transport,
  pace: RetryPace,
  control: UploadControl,
): Promise<UploadOutcome> {
  const upload = new RunUpload(run, settings, transport, pace, control);
  try {
    return await upload.run();
  } catch (error) {
    return upload.outcome(explainRefusal(error, settings.baseUrl));
  }
}

class RunUpload {
  readonly #run: string;
  readonly #settings: WandbSettings;
  readonly #transport: Transport;
  readonly #control: UploadControl;
  readonly #policies: RetryPolicies;
  readonly #client: GraphqlClient;
  readonly #source: StreamSource;
  #state: UploadState;

  constructor(run: string, settings: WandbSettings, transport: Transport, pace: RetryPace, control: UploadControl) {
    this.#run = run;
    this.#settings = settings;
    this.#transport = transport;
    this.#control = control;
    this.#policies = retryPolicies(pace, {
      requestMs: settings.requestTimeoutSeconds * 1000,
      uploadMs: settings.uploadTimeoutSeconds === undefined ? undefined : settings.uploadTimeoutSeconds * 1000,
    });
    this.#client = new GraphqlClient(transport, settings);
    this.#source = new StreamSource(run, settings.sendConsole);
    this.#state = openUploadState(run, settings);
  }

  async run(): Promise<UploadOutcome> {
    checkRunFiles(this.#run);
    const server = await this.#open();
    await this.#streamUntilEnded(server);
    const record = readRunRecord(this.#run);
    this.#source.addFinal(readFinalMetrics(this.#run));
    const missing = [...(await this.#sendFiles(server, record)), ...(await this.#sendArtifact(server, record))];
    // A run without an end (killed) is closed as failed, as the official client does with a log without an exit.
    await this.#send(server, { exitCode: record.exitCode ?? 1, uploaded: Object.keys(this.#state.files) });
    this.#save({ complete: true });
    return this.outcome(missing.length === 0 ? undefined : missing.join("; "));
  }

  outcome(message?: string): UploadOutcome {
    return {
      complete: message === undefined,
      rows: this.#state.historyRows,
      ...(this.#state.url === null ? {} : { url: this.#state.url }),
      ...(message === undefined ? {} : { message }),
    };
  }

  /** Makes or finds the run on the server and settles from which row on it lacks ours. */
  async #open(): Promise<ServerRun> {
    const { runId } = this.#state;
    const first = this.#state.historyBase === null;
    const logLines =
      first && this.#settings.resume !== undefined
        ? await checkResume(this.#client, runId, this.#settings, this.#policies)
        : 0;
    const record = readRunRecord(this.#run);
    const server = await upsertRun(this.#client, record, runId, this.#settings, this.#policies);
    const url = `${this.#settings.appUrl}/${[server.entity, server.project].map(encodeURIComponent).join("/")}/runs/${encodeURIComponent(server.id)}`;
    if (first || server.inserted) {
      const base = server.inserted ? 0 : server.historyLineCount;
      this.#save({ ...freshState(runId, this.#state.baseUrl), url, historyBase: base, consoleBase: logLines });
    } else {
      // Rows that arrived although their answer did not.
      const arrived = server.historyLineCount - (this.#state.historyBase ?? 0);
      this.#save({ url, historyRows: Math.max(this.#state.historyRows, arrived), complete: false });
    }
    this.#source.skip({ historyRows: this.#state.historyRows, consoleLines: this.#state.consoleLines });
    this.#control.onUrl?.(url);
    return server;
  }

  async #streamUntilEnded(server: ServerRun): Promise<void> {
    let lastSentMs = Date.now();
    for (;;) {
      const ended = this.#control.isEnded();
      const sent = await this.#sendNew(server, ended);
      if (sent) lastSentMs = Date.now();
      else if (ended) return;
      else if (Date.now() - lastSentMs >= this.#control.heartbeatMs) {
        lastSentMs = Date.now();
        await this.#send(server, {});
      }
      if (!this.#source.mayHaveMore && !this.#control.isEnded()) await this.#transport.wait(this.#control.intervalMs);
    }
  }

  /** Sends the next rows and console lines, if there are any. */
  async #sendNew(server: ServerRun, final: boolean): Promise<boolean> {
    const { history, console } = this.#source.read(final);
    if (history.length === 0 && console.length === 0) return false;
    const state = this.#state;
    await this.#send(server, {
      history: { offset: (state.historyBase ?? 0) + state.historyRows, lines: history },
      console: { offset: state.consoleBase + state.consoleLines, lines: console },
    });
    this.#save({
      historyRows: state.historyRows + history.length,
      consoleLines: state.consoleLines + console.length,
    });
    return true;
  }

  async #send(server: ServerRun, chunk: Parameters<typeof sendChunk>[3]): Promise<void> {
    const isHeartbeat = Object.keys(chunk).length === 0;
    const full = isHeartbeat ? chunk : { ...chunk, summary: this.#source.summaryLine };
    const { fileStream } = this.#policies;
    const { stopped } = await sendChunk(this.#transport, this.#settings, server, full, fileStream);
    if (stopped) this.#control.onStop?.();
  }

  async #sendFiles(server: ServerRun, record: RunRecord): Promise<string[]> {
    try {
      const files = collectRunFiles(this.#run, record, this.#source.summaryLine, this.#settings).filter(
        (file) => this.#state.files[file.name] !== contentHash(file.content),
      );
      const failures = await uploadRunFiles(this.#client, this.#transport, server, files, this.#policies, (file) =>
        this.#save({ files: { ...this.#state.files, [file.name]: contentHash(file.content) } }),
      );
      return failures.map(({ name, reason }) => `the file ${name} was not sent: ${reason}`);
    } catch (error) {
      if (!(error instanceof RequestRefused || error instanceof IntentsmithError)) throw error;
      return [`the run's files were not sent: ${explainRefusal(error, this.#settings.baseUrl)}`];
    }
  }

  async #sendArtifact(server: ServerRun, record: RunRecord): Promise<string[]> {
    if (!this.#settings.logArtifact || record.modelDirectory === null) return [];
    try {
      const files = collectArtifactFiles(this.#run, record.modelDirectory);
      if (this.#state.artifactDigest === artifactDigest(files)) return [];
      const artifact = {
        name: artifactName(record.name),
        files,
        historyStep: this.#source.step,
        metadata: readFinalMetrics(this.#run),
      };
      const digest = await uploadArtifact(this.#client, this.#transport, server, artifact, this.#policies);
      this.#save({ artifactDigest: digest });
      return [];
    } catch (error) {
      return [`the model was not sent: ${explainRefusal(error, this.#settings.baseUrl)}`];
    }
  }

  #save(change: Partial<UploadState>): void {
    this.#state = { ...this.#state, ...change };
    writeUploadState(this.#run, this.#state);
  }
}
