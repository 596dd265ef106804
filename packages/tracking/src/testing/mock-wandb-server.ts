import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { operationOf, parse, type RecordedRequest, reply, type StreamBody } from "./mock-http.ts";

/** Fails the next `count` requests of an operation (a GraphQL name, `file_stream`, `storage`, or `*`). */
export interface Fault {
  operation: string;
  count: number;
  reply: number | "graphql-error" | "drop" | "hang" | "stop";
  headers?: Record<string, string>;
}

export interface MockRun {
  variables: Record<string, unknown>;
  /** Lines by file and number. */
  lines: Map<string, Map<number, string>>;
  uploaded: Set<string>;
  complete: boolean;
  exitCode: number | undefined;
}

/**
 * A stand-in for the W&B server on loopback, after the captured protocol: GraphQL, streams, uploads, and the faults a
 * test asks for. State is kept by run id, so that resumes and retries can be checked for lost and doubled rows.
 */
export class MockWandbServer {
  readonly requests: RecordedRequest[] = [];
  readonly runs: Map<string, MockRun> = new Map();
  readonly blobs: Map<string, Buffer> = new Map();
  readonly artifacts: Map<string, { input: Record<string, unknown>; committed: boolean }> = new Map();
  readonly faults: Fault[] = [];
  /** History lines that came again with another content. */
  rewrittenHistory = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(options: { port?: number } = {}): Promise<MockWandbServer> {
    const mock = new MockWandbServer();
    await new Promise<void>((resolve) => mock.#server.listen(options.port ?? 0, "127.0.0.1", resolve));
    return mock;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The only run; a test that makes one run asks here. */
  onlyRun(): MockRun {
    const [run] = this.runs.values();
    if (run === undefined || this.runs.size !== 1) throw new Error(`expected one run, there are ${this.runs.size}`);
    return run;
  }

  /** A run's lines of a file in order; a gap makes it fail. */
  linesOf(run: MockRun, file: string): string[] {
    const lines = run.lines.get(file) ?? new Map<number, string>();
    return Array.from({ length: lines.size }, (_, number) => {
      const line = lines.get(number);
      if (line === undefined) throw new Error(`${file}: line ${number} is missing`);
      return line;
    });
  }

  /** The `_step` of each history row of the only run. */
  steps(): number[] {
    const lines = this.linesOf(this.onlyRun(), "wandb-history.jsonl");
    return lines.map((line) => (JSON.parse(line) as { _step: number })._step);
  }

  operations(): string[] {
    return this.requests.map((request) => request.operation);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const bytes = Buffer.concat(chunks);
    const path = request.url ?? "";
    const body = parse(bytes);
    const operation = operationOf(path, body);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    this.requests.push({ operation, method: request.method ?? "", path, headers, body, bytes });
    const fault = this.faults.find(
      (candidate) => candidate.count > 0 && (candidate.operation === operation || candidate.operation === "*"),
    );
    if (fault !== undefined) {
      fault.count -= 1;
      if (fault.reply === "hang") return;
      if (fault.reply === "drop") {
        request.socket.destroy();
        return;
      }
      if (fault.reply === "graphql-error") return reply(response, 200, { data: null, errors: [{ message: "no" }] });
      if (typeof fault.reply === "number") {
        return reply(response, fault.reply, { error: `fault ${fault.reply}` }, fault.headers);
      }
    }
    if (operation === "file_stream") {
      this.#stream(path, body as StreamBody);
      return reply(response, 200, { stopped: fault?.reply === "stop" });
    }
    if (operation === "storage") {
      this.blobs.set(path, bytes);
      return reply(response, 200, null);
    }
    const { variables } = body as { variables: Record<string, unknown> };
    const answer = this.#graphql(operation, variables);
    const errors = [{ message: `no such operation: ${operation}` }];
    return reply(response, 200, answer === undefined ? { data: null, errors } : { data: answer });
  }

  #stream(path: string, body: StreamBody): void {
    const run = this.runs.get(decodeURIComponent(path.split("/")[4] ?? ""));
    if (run === undefined) throw new Error(`a stream for a run that was never made: ${path}`);
    for (const [name, { offset, content }] of Object.entries(body.files ?? {})) {
      const lines = run.lines.get(name) ?? new Map<number, string>();
      run.lines.set(name, lines);
      for (const [index, line] of content.entries()) {
        const before = lines.get(offset + index);
        if (name === "wandb-history.jsonl" && before !== undefined && before !== line) this.rewrittenHistory += 1;
        lines.set(offset + index, line);
      }
    }
    for (const name of body.uploaded ?? []) run.uploaded.add(name);
    run.complete = body.complete ?? false;
    run.exitCode = body.exitcode;
  }

  #graphql(operation: string, variables: Record<string, unknown>): unknown {
    switch (operation) {
      case "Viewer":
        return {
          viewer: { id: "VXNlcg==", entity: "mock-entity", username: "mock", flags: "{}", teams: { edges: [] } },
        };
      case "ServerFeaturesQuery":
        return { serverInfo: { features: [] } };
      case "UpsertBucket":
        return this.#upsert(variables);
      case "RunResumeStatus":
        return { model: { bucket: this.#bucketStatus(String(variables["name"])) } };
      case "CreateRunFiles": {
        const files = (variables["files"] as string[]).map((name) => ({
          name,
          uploadUrl: `${this.baseUrl}/storage/run/${String(variables["run"])}/${name}`,
        }));
        return { createRunFiles: { runID: "UnVu", uploadHeaders: ["x-storage: run"], files } };
      }
      case "CreateArtifact":
        return this.#createArtifact(variables["input"] as Record<string, unknown>);
      case "CreateArtifactManifest": {
        const upload = { uploadUrl: `${this.baseUrl}/storage/manifest`, uploadHeaders: [] };
        const file = variables["includeUpload"] === true ? upload : {};
        return {
          createArtifactManifest: { artifactManifest: { id: "TWFuaWZlc3Q=", file: { id: "RmlsZQ==", ...file } } },
        };
      }
      case "CreateArtifactFiles":
        return { createArtifactFiles: { files: { edges: this.#artifactEdges(variables) } } };
      case "CommitArtifact": {
        const artifact = this.artifacts.get(String(variables["artifactID"]));
        if (artifact !== undefined) artifact.committed = true;
        return { commitArtifact: { artifact: { id: variables["artifactID"], digest: artifact?.input["digest"] } } };
      }
      default:
        return undefined;
    }
  }

  #upsert(variables: Record<string, unknown>): unknown {
    const name = String(variables["name"]);
    const known = this.runs.get(name);
    const run: MockRun = known ?? {
      variables,
      lines: new Map(),
      uploaded: new Set(),
      complete: false,
      exitCode: undefined,
    };
    // A null leaves a field as it is.
    const given = Object.entries(variables).filter(([, value]) => value !== null);
    run.variables = { ...run.variables, ...Object.fromEntries(given) };
    this.runs.set(name, run);
    const project = {
      id: "UHJvamVjdA==",
      name: variables["project"],
      entity: { name: variables["entity"] ?? "mock-entity" },
    };
    const historyLineCount = run.lines.get("wandb-history.jsonl")?.size ?? 0;
    const bucket = { id: "UnVu", name, displayName: variables["displayName"] ?? name, historyLineCount, project };
    return { upsertBucket: { inserted: known === undefined, bucket } };
  }

  #bucketStatus(name: string): unknown {
    const run = this.runs.get(name);
    if (run === undefined) return null;
    const count = (file: string): number => run.lines.get(file)?.size ?? 0;
    return {
      id: "UnVu",
      name,
      historyLineCount: count("wandb-history.jsonl"),
      logLineCount: count("output.log"),
      wandbConfig: '{"t":{}}',
    };
  }

  #createArtifact(input: Record<string, unknown>): unknown {
    const known = [...this.artifacts].find(
      ([, artifact]) => artifact.committed && artifact.input["digest"] === input["digest"],
    );
    const id = known?.[0] ?? `QXJ0aWZhY3Q6${this.artifacts.size}`;
    if (known === undefined) this.artifacts.set(id, { input, committed: false });
    const state = known === undefined ? "PENDING" : "COMMITTED";
    return { createArtifact: { artifact: { id, state, artifactSequence: { latestArtifact: null } } } };
  }

  /** The form with one `$input` comes from the real client, that with two variables from ours. */
  #artifactEdges(variables: Record<string, unknown>): unknown[] {
    const { artifactFiles } = (variables["input"] ?? variables) as {
      artifactFiles: { artifactID: string; name: string; md5: string }[];
    };
    return artifactFiles.map((file) => ({
      node: {
        storagePath: `wandb_artifacts/${file.name}`,
        uploadUrl: `${this.baseUrl}/storage/artifact/${file.name}`,
        uploadHeaders: [`Content-MD5:${file.md5}`, "Content-Type:application/octet-stream"],
        uploadMultipartUrls: null,
        artifact: { id: file.artifactID },
      },
    }));
  }
}
