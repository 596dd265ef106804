import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readDataset } from "../read-dataset.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { thrown } from "../testing/thrown.ts";
import { fetchHubDataset, type FetchedFiles } from "./fetch-hub-dataset.ts";
import { hubFileOf } from "./hub-files.ts";

const parquet = readFileSync(join(import.meta.dirname, "../../../../oracles/golden/parquet/snappy.parquet"));
const sha256 = createHash("sha256").update(parquet).digest("hex");

/** The hub, as far as a data set's files go: the list of a revision's tree, and each file. */
async function hub(
  trees: Record<string, readonly string[]>,
  served: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end(parquet),
): Promise<{ environment: Record<string, string>; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? "");
    asked.push(`${url} ${request.headers.authorization ?? ""}`.trim());
    if (!url.startsWith("/api/")) return served(request, response);
    const revision = /\/tree\/([^?]+)\?/.exec(url)?.[1]?.replace(/\/$/, "") ?? "";
    const paths = url.startsWith("/api/datasets/team/intents/") ? trees[revision] : undefined;
    const lfs = { oid: sha256, size: parquet.length, pointerSize: 130 };
    const body = paths?.map((path) => ({ type: "file", oid: "0".repeat(40), size: parquet.length, lfs, path }));
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { error: "Repository not found" }));
  });
  const port = await new Promise<number>((listening) => {
    server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { environment: { HF_ENDPOINT: `http://127.0.0.1:${port}`, HF_TOKEN: "hf_x" }, asked };
}

const converted = { "refs/convert/parquet": ["default/test/0000.parquet", "default/train/0000.parquet", "README.md"] };

function get(name: string, environment: Record<string, string>, out = temporaryFolder()): Promise<FetchedFiles> {
  return fetchHubDataset(name, { out, environment, retryDelayMs: 1, attempts: 2 });
}

test("the hub's own Parquet files are fetched, checked, and read as a data set", async () => {
  const { environment, asked } = await hub(converted);
  const out = temporaryFolder();
  const files = await get("hf://datasets/team/intents", environment, out);
  expect(files).toEqual({
    test: [join(out, "default/test/0000.parquet")],
    train: [join(out, "default/train/0000.parquet")],
  });
  expect(asked.every((line) => line.endsWith("Bearer hf_x"))).toBe(true);
  const { examples } = await readDataset({
    reader: "parquet",
    files,
    unknownLabels: "drop",
    splits: { validation: 0 },
  });
  expect(examples.filter(({ split }) => split === "test").map(({ label }) => label)).toContain("card_arrival");
  const before = asked.length;
  await get("hf://datasets/team/intents", environment, out);
  expect(asked.length).toBe(before + 1);
});

test("a revision: the Parquet files that stand there, by their names", async () => {
  const { environment, asked } = await hub({
    v1: ["data/train-00000-of-00001.parquet", "data/dev-00000-of-00001.parquet"],
  });
  const files = await get("hf://datasets/team/intents@v1", environment);
  expect(Object.keys(files)).toEqual(["validation", "train"]);
  expect(asked.some((line) => line.startsWith("/datasets/team/intents/resolve/v1/data/train-00000"))).toBe(true);
});

test("several configs: one has to be named", async () => {
  const { environment } = await hub({ "refs/convert/parquet": ["de/train/0000.parquet", "en/train/0000.parquet"] });
  expect(await thrown(() => get("hf://datasets/team/intents", environment))).toMatch(
    /^ARGUMENT_INVALID: .*it has the configs de, en \| Name one: hf:\/\/datasets\/OWNER\/NAME\/de/,
  );
  expect(Object.keys(await get("hf://datasets/team/intents/en", environment))).toEqual(["train"]);
});

test("other bytes than the hub lists are refused and not kept; a server that stays broken is given up", async () => {
  const out = temporaryFolder();
  const other = Buffer.from(parquet).fill(0, 10, 20);
  const { environment } = await hub(converted, (_, response) => void response.end(other));
  expect(await thrown(() => get("hf://datasets/team/intents", environment, out))).toMatch(
    /^DATA_CHECK_FAILED: .*SHA-256/,
  );
  expect(readdirSync(join(out, "default/test"))).toEqual([]);
  const broken = await hub(converted, (_, response) => void response.writeHead(503).end());
  expect(await thrown(() => get("hf://datasets/team/intents", broken.environment))).toMatch(/^NETWORK_FAILED: .*503/);
});

test("no such data set, no Parquet, and an address that is none each have their hint", async () => {
  const { environment } = await hub({ "refs/convert/parquet": ["README.md"] });
  expect(await thrown(() => get("hf://datasets/team/intents", environment))).toMatch(
    /^FILE_NOT_FOUND: .*no Parquet files/,
  );
  expect(await thrown(() => get("hf://datasets/team/none", environment))).toMatch(
    /^FILE_NOT_FOUND: .*404 \| Check owner/,
  );
  expect(await thrown(() => get("hf://team/none", environment))).toMatch(
    /^ARGUMENT_INVALID: .*expected hf:\/\/datasets/,
  );
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  const whole = await hub(converted);
  expect(await thrown(() => get("hf://datasets/team/intents", whole.environment, path))).toMatch(/^WRITE_FAILED/);
  expect(existsSync(path)).toBe(true);
});

test.each([
  ["default/train/0000.parquet", "default", "train"],
  ["en-US/partial-train/0001.parquet", "en-US", "train"],
  ["data/test-00000-of-00002.parquet", "default", "test"],
  ["en/validation.parquet", "en", "validation"],
  ["all/unlabelled/0000.parquet", "all", undefined],
])("%s: config %s, split %s", (path, config, split) => {
  expect(hubFileOf(path, 1, undefined)).toMatchObject({ config, split });
});
