/** Our requests beside those that the official client sent, as recorded in `golden/requests.json`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleKey, exampleRun, exampleSettings, finishRun, withTemporaryFolder } from "../../testing/example-run.ts";
import type { RecordedRequest } from "../../testing/mock-http.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { uploadEnded } from "../../testing/upload.ts";
import { streamUrl } from "./file-stream.ts";

type Recorded = Pick<RecordedRequest, "operation" | "method" | "path" | "headers"> & { body: unknown };
interface Operation {
  operationName: string;
  variables: Record<string, unknown>;
}

const golden = JSON.parse(readFileSync(new URL("golden/requests.json", import.meta.url), "utf8")) as {
  requests: Recorded[];
};
const ours: Recorded[] = [];

beforeAll(async () => {
  const server = await MockWandbServer.start();
  await withTemporaryFolder(async (folder) => {
    const run = exampleRun(folder, 2);
    run.appendOutput("hello");
    mkdirSync(join(run.path, "model"));
    writeFileSync(join(run.path, "model/model.txt"), "weights 123\n");
    finishRun(run, join(run.path, "model"));
    const settings = {
      ...exampleSettings(server.baseUrl),
      logArtifact: true,
      runId: "abcd1234",
      resume: "allow" as const,
    };
    await uploadEnded(run.path, server.baseUrl, { settings });
  });
  await server.stop();
  ours.push(...server.requests);
});
afterAll(() => {
  ours.length = 0;
});

const theirs = (operation: string, index = 0): Recorded => pick(golden.requests, operation, index);
const sent = (operation: string, index = 0): Recorded => pick(ours, operation, index);
const variables = (request: Recorded): Record<string, unknown> => (request.body as Operation).variables;

function pick(requests: readonly Recorded[], operation: string, index: number): Recorded {
  const found = requests.filter((request) => request.operation === operation)[index];
  if (found === undefined) throw new Error(`no ${operation} number ${index}`);
  return found;
}

/** Types instead of values, so that two requests about different runs can be compared. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== null)
        .map(([key, inner]) => [key, shape(inner)]),
    );
  }
  return typeof value;
}

describe("our requests have the shape of the official client's", () => {
  test.each([
    "UpsertBucket",
    "RunResumeStatus",
    "CreateRunFiles",
    "CreateArtifact",
    "CreateArtifactManifest",
    "CommitArtifact",
  ])("%s: address, headers, and no variable that it does not send", (operation) => {
    const [our, their] = [sent(operation), theirs(operation)];
    expect({ method: our.method, path: our.path }).toEqual({ method: their.method, path: their.path });
    for (const name of Object.keys(their.headers)) expect(our.headers).toHaveProperty([name]);
    expect(Object.keys(variables(their))).toEqual(expect.arrayContaining(Object.keys(variables(our))));
    expect((our.body as Operation).operationName).toBe(operation);
  });

  test("UpsertBucket: the config is a text of wrapped keys with the mark of a started run", () => {
    const config = (request: Recorded): Record<string, { value: unknown }> =>
      JSON.parse(String(variables(request)["config"])) as Record<string, { value: unknown }>;
    for (const request of [sent("UpsertBucket"), theirs("UpsertBucket")]) {
      for (const wrapped of Object.values(config(request))) expect(Object.keys(wrapped)).toEqual(["value"]);
      expect(config(request)["_wandb"]?.value).toMatchObject({ t: expect.any(Object), m: [], cli_version: "0.31.0" });
    }
  });

  test("CreateArtifact: the same members, the same digest for the same bytes", () => {
    const input = (request: Recorded): Record<string, unknown> =>
      variables(request)["input"] as Record<string, unknown>;
    const [our, their] = [input(sent("CreateArtifact")), input(theirs("CreateArtifact"))];
    expect(shape(our)).toEqual(shape(their));
    for (const same of ["digest", "digestAlgorithm", "artifactTypeName", "enableDigestDeduplication"]) {
      expect(our[same]).toEqual(their[same]);
    }
    expect(our["clientID"]).toMatch(/^[a-z0-9]{128}$/);
  });

  test("CreateArtifactManifest: first without a digest and an address, then with both", () => {
    for (const index of [0, 1]) {
      const [our, their] = [
        variables(sent("CreateArtifactManifest", index)),
        variables(theirs("CreateArtifactManifest", index)),
      ];
      expect(shape(our)).toEqual(shape(their));
      expect(our["includeUpload"]).toBe(their["includeUpload"]);
      expect(our["digest"] === "").toBe(their["digest"] === "");
    }
  });

  test("uploads: the server's headers and bytes, no key; the manifest lists the same digest", () => {
    const storage = (requests: readonly Recorded[], end: string): Recorded | undefined =>
      requests.find(({ operation, path }) => operation === "storage" && path.includes(end));
    const [our, their] = [storage(ours, "/artifact/"), storage(golden.requests, "/artifact/")];
    expect(our?.headers["content-md5"]).toBe(their?.headers["content-md5"]);
    expect(our?.headers["content-type"]).toBe(their?.headers["content-type"]);
    expect(our?.headers).not.toHaveProperty("authorization");
    const [ourManifest, theirManifest] = [storage(ours, "/manifest"), storage(golden.requests, "/manifest")];
    const entry = (manifest: Recorded | undefined): Record<string, unknown> =>
      (manifest?.body as Manifest | undefined)?.contents["model.txt"] ?? {};
    const { local_path: _, ...theirEntry } = entry(theirManifest);
    const ourEntry = entry(ourManifest);
    expect(shape(ourEntry)).toEqual(shape(theirEntry));
    expect(ourEntry).toMatchObject({ digest: theirEntry["digest"], size: theirEntry["size"] });
    expect({ ...(ourManifest?.body as Manifest), contents: {} }).toEqual({
      ...(theirManifest?.body as Manifest),
      contents: {},
    });
  });

  test("file_stream: lines with offsets per file, and the end in the last request only", () => {
    const their = theirs("file_stream");
    const streams = ours.filter(({ operation }) => operation === "file_stream");
    expect(streams[0]?.path).toBe(their.path.replace("demo-ent/demo-proj/vum7p97i", "team/demo/abcd1234"));
    expect(shape({ ...(streams[0]?.body as object), ...(streams.at(-1)?.body as object), files: {} })).toEqual(
      shape({ ...(their.body as object), files: {} }),
    );
    expect(shape((streams[0]?.body as Stream | undefined)?.files)).toEqual(shape((their.body as Stream).files));
    expect(streams[0]?.body).not.toHaveProperty("complete");
    const console = (body: Stream): string => body.files["output.log"]?.content[0] ?? "";
    const timed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6} hello/;
    expect(console(streams[0]?.body as Stream)).toMatch(timed);
    expect(console(their.body as Stream)).toMatch(timed);
  });

  test("every request to the API carries the key as Basic api:KEY", () => {
    const basic = Buffer.from(`api:${exampleKey}`).toString("base64");
    const api = ours.filter(({ operation }) => operation !== "storage");
    expect(new Set(api.map(({ headers }) => headers["authorization"]))).toEqual(new Set([`Basic ${basic}`]));
  });
});

interface Manifest {
  contents: Record<string, Record<string, unknown>>;
}
interface Stream {
  files: Record<string, { offset: number; content: string[] }>;
}

test("the parts of a stream's address are percent-encoded", () => {
  expect(streamUrl("http://h", { entity: "a b+c", project: "ä", id: "x" })).toBe(
    "http://h/files/a%20b%2Bc/%C3%A4/x/file_stream",
  );
});
