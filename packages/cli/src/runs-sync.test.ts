import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleConfig, exampleCsv, workFolder, writeFiles } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";
import { serve, type Answer } from "./testing/loopback.ts";

const trained = mkdtempSync(join(tmpdir(), "intentsmith-sync-"));
const extra = "tracking: {wandb: {project: demo, mode: offline}}\n";
beforeAll(async () => {
  writeFiles(trained, { "data.csv": exampleCsv(), "config.yaml": exampleConfig({ extra }) });
  const { exitCode, stderr } = await run(trained, ["train", "--config", "config.yaml", "--out", "runs/a"]);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toMatch(/Nothing was sent \(offline\)\. Send the rest with: intentsmith runs sync .*runs\/a\n/);
});
afterAll(() => rmSync(trained, { recursive: true }));

/** Away from the keys and settings of whoever runs the tests. */
function run(cwd: string, args: string[], environment: Record<string, string> = {}): ReturnType<typeof inProcess> {
  const away = { HOME: cwd, NETRC: join(cwd, "netrc"), WANDB_API_KEY: "", WANDB_BASE_URL: "", WANDB_MODE: "" };
  return inProcess(args, cwd, { ...away, ...environment });
}

/** A folder with the trained run. */
function withRun(): string {
  const cwd = workFolder();
  cpSync(join(trained, "runs"), join(cwd, "runs"), { recursive: true });
  return cwd;
}

/** As much of the W&B server as a sync needs; `history`: the lines that came, by number. */
async function wandb(refused: { operation: RegExp; status: number } | undefined = undefined): Promise<{
  environment: Record<string, string>;
  history: Map<number, { _step: number; loss?: number }>;
  keys: Set<string>;
}> {
  const history = new Map<number, { _step: number; loss?: number }>();
  const keys = new Set<string>();
  let runs = 0;
  const url = await serve(({ url: path = "", headers }, body): Answer => {
    if (refused?.operation.test(path + body) === true) return { status: refused.status, body: "{}" };
    if (!path.startsWith("/storage/")) keys.add(String(headers.authorization));
    if (path.endsWith("/file_stream")) {
      const { files = {} } = JSON.parse(body) as { files?: Record<string, { offset: number; content: string[] }> };
      const rows = files["wandb-history.jsonl"];
      for (const [i, line] of (rows?.content ?? []).entries()) history.set(rows!.offset + i, JSON.parse(line));
      return { body: "{}" };
    }
    if (path !== "/graphql") return { body: "" };
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, string | string[]> };
    if (query.includes("CreateRunFiles")) {
      const names = variables["files"] as string[];
      const uploads = names.map((name) => ({ name, uploadUrl: `${url}/storage/${name}` }));
      return { body: JSON.stringify({ data: { createRunFiles: { uploadHeaders: [], files: uploads } } }) };
    }
    const project = { name: variables["project"], entity: { name: "team" } };
    const bucket = { name: variables["name"], historyLineCount: history.size, project };
    return { body: JSON.stringify({ data: { upsertBucket: { inserted: runs++ === 0, bucket } } }) };
  });
  return { environment: { WANDB_BASE_URL: url, WANDB_API_KEY: "k".repeat(40) }, history, keys };
}

describe("runs sync", () => {
  it("sends a run that was trained offline, once", async () => {
    const cwd = withRun();
    const { environment, history, keys } = await wandb();
    const first = await run(cwd, ["runs", "sync", "runs/a", "--json"], environment);
    expect(first.exitCode, first.stderr).toBe(0);
    const sent = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(sent).toMatchObject({ run: "runs/a", newRows: history.size, rows: history.size });
    expect(sent["url"]).toMatch(/\/team\/demo\/runs\/\w+$/);
    const steps = [...history.values()].filter(({ loss }) => loss !== undefined).map(({ _step }) => _step);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...keys]).toEqual([`Basic ${Buffer.from(`api:${environment["WANDB_API_KEY"]}`).toString("base64")}`]);
    const again = await run(cwd, ["runs", "sync", "runs/a"], environment);
    expect(again.stdout).toMatch(new RegExp(`^runs/a: 0 rows sent, ${history.size} there: http.*\\n$`));
  });

  it("sends no key to a server that only the run's folder names, unless --to names it, too", async () => {
    const cwd = withRun();
    const { environment, history, keys } = await wandb();
    const { WANDB_BASE_URL: url = "", ...key } = environment;
    const path = join(cwd, "runs/a/wandb/destination.json");
    const destination = JSON.parse(readFileSync(path, "utf8")) as object;
    writeFileSync(path, JSON.stringify({ ...destination, baseUrl: url }));
    const refused = await run(cwd, ["runs", "sync", "runs/a"], key);
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(/error TRACKING_HOST_REFUSED: .*127\.0\.0\.1.*\nhint: .*--to http:/);
    expect(keys.size).toBe(0);
    const sent = await run(cwd, ["runs", "sync", "runs/a", "--to", url], key);
    expect(sent.exitCode, sent.stderr).toBe(0);
    expect([keys.size, history.size > 0]).toEqual([1, true]);
  });

  it("a key that the server refuses: what to do, and that nothing is lost", async () => {
    const cwd = withRun();
    const refusing = await wandb({ operation: /graphql/, status: 401 });
    const { exitCode, stdout, stderr } = await run(cwd, ["runs", "sync", "runs/a"], refusing.environment);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/error TRACKING_FAILED: .*runs\/a: .*401.*\nhint: .*intentsmith runs sync/);
    expect(stderr).not.toContain(refusing.environment["WANDB_API_KEY"]);
    const { environment, history } = await wandb();
    expect((await run(cwd, ["runs", "sync", "runs/a"], environment)).exitCode).toBe(0);
    expect(history.size).toBeGreaterThan(0);
  });

  it.each([
    ["without a key", "runs/a", {}, /error TRACKING_NO_KEY: .*\nhint: /],
    ["with a key that is none", "runs/a", { WANDB_API_KEY: "short" }, /error CONFIG_INVALID: .*\nhint: /],
    [
      "of a folder that is no run",
      "runs",
      { WANDB_API_KEY: "k".repeat(40) },
      /error FILE_NOT_FOUND: .*runs\/run\.json/,
    ],
  ])("%s nothing is sent", async (_what, path, environment, error) => {
    const { exitCode, stdout, stderr } = await run(withRun(), ["runs", "sync", path], environment);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(error);
  });
});
