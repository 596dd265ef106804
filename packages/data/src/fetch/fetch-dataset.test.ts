import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Logger } from "@intentsmith/core";
import { answerStatus, answerWithRanges, cutAfter, etagOf, serveFiles, type Answer } from "../testing/file-server.ts";
import { bankingFiles, wizardFiles } from "../testing/published-files.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { thrown } from "../testing/thrown.ts";
import { fetchDataset, type FetchedDataset } from "./fetch-dataset.ts";
import { filesAt, published } from "./published.ts";

const cookingName = "wizard_of_tasks_cooking_v1.0.json";
const diyName = "wizard_of_tasks_diy_v1.0.json";
const cooking = wizardFiles()[cookingName] ?? Buffer.alloc(0);
const diy = wizardFiles()[diyName] ?? Buffer.alloc(0);

/** Keeps what it is told. */
function listener(): { logger: Logger; told: string[] } {
  const told: string[] = [];
  const keep = (kind: string) => (message: string) => void told.push(`${kind}: ${message}`);
  return { logger: { info: keep("info"), warn: keep("warn"), progress: keep("progress") }, told };
}

function fetchWizard(out: string, baseUrl: string, attempts = 3, logger?: Logger): Promise<FetchedDataset> {
  const options = { out, baseUrl, attempts, retryDelayMs: 1 };
  return fetchDataset("wizard-of-tasks", logger === undefined ? options : { ...options, logger });
}

test("files are downloaded, checked and kept; progress, warnings and the licence are told", async () => {
  const { baseUrl } = await serveFiles(wizardFiles());
  const out = join(temporaryFolder(), "new", "folder");
  const { logger, told } = listener();
  const fetched = await fetchWizard(out, baseUrl, 3, logger);
  expect(fetched.files).toEqual([
    { path: join(out, cookingName), status: "downloaded" },
    { path: join(out, diyName), status: "downloaded" },
  ]);
  expect(readdirSync(out).sort()).toEqual([cookingName, diyName]);
  expect(readFileSync(join(out, cookingName))).toEqual(cooking);
  expect(told.some((line) => /^progress: .*cooking.* of 0\.0 MB \(100 %\)/.test(line))).toBe(true);
  expect(told).toContain(`warn: ${cookingName}: 272 turns with text, where 7785 were expected`);
  expect(told.at(-1)).toMatch(/^info: Wizard of Tasks v1\.0, .* Licence: CC BY-SA 4\.0 \(https:/);
});

test("a second run downloads nothing, says so, and checks what is there", async () => {
  const { baseUrl, requests } = await serveFiles(wizardFiles());
  const out = temporaryFolder();
  await fetchWizard(out, baseUrl);
  const { logger, told } = listener();
  const fetched = await fetchWizard(out, baseUrl, 3, logger);
  expect(fetched.files.map(({ status }) => status)).toEqual(["already there", "already there"]);
  expect(told).toContain(`info: ${join(out, diyName)}: already there, checked`);
  expect(requests).toHaveLength(2);
  writeFileSync(join(out, diyName), "{}");
  expect(await thrown(() => fetchWizard(out, baseUrl))).toMatch(
    /^DATA_CHECK_FAILED: .*expected 277 conv.* \| .*remove it/,
  );
});

test("BANKING77 comes with three files", async () => {
  const { baseUrl } = await serveFiles(bankingFiles());
  const out = temporaryFolder();
  const fetched = await fetchDataset("banking77", { out, baseUrl });
  expect(fetched.licence).toBe("CC BY 4.0");
  expect(readdirSync(out).sort()).toEqual(["categories.json", "test.csv", "train.csv"]);
});

test("other bytes than the publisher's are refused, however well they are made", async () => {
  const { baseUrl } = await serveFiles(bankingFiles());
  const usual = published.banking77;
  const hashes = { "train.csv": "0".repeat(64) };
  published.banking77 = { ...usual, files: filesAt(baseUrl, ["train.csv"], hashes) };
  onTestFinished(() => void (published.banking77 = usual));
  const out = temporaryFolder();
  expect(await thrown(() => fetchDataset("banking77", { out }))).toMatch(
    /^DATA_CHECK_FAILED: train\.csv: SHA-256 0{64} expected, [0-9a-f]{64} received \| /,
  );
  expect(readdirSync(out)).toEqual([]);
  writeFileSync(join(out, "train.csv"), bankingFiles()["train.csv"] ?? "");
  expect(await thrown(() => fetchDataset("banking77", { out }))).toMatch(/^DATA_CHECK_FAILED: .* \| .*remove it/);
});

test("a cut connection goes on where it stopped", async () => {
  const { baseUrl, requests } = await serveFiles(wizardFiles(), [cutAfter(1000)]);
  const out = temporaryFolder();
  const { logger, told } = listener();
  await fetchWizard(out, baseUrl, 3, logger);
  expect(readFileSync(join(out, cookingName))).toEqual(cooking);
  expect(requests[1]?.headers).toMatchObject({ range: "bytes=1000-", "if-range": etagOf(cooking) });
  expect(told.some((line) => line.startsWith("warn: http") && line.endsWith("; trying again"))).toBe(true);
});

test("an interrupted run is taken up by the next one", async () => {
  const { baseUrl, requests } = await serveFiles(wizardFiles(), [cutAfter(2000)]);
  const out = temporaryFolder();
  expect(await thrown(() => fetchWizard(out, baseUrl, 1))).toMatch(/^NETWORK_FAILED: /);
  expect(readdirSync(out)).not.toContain(cookingName);
  await fetchWizard(out, baseUrl, 1);
  expect(requests[1]?.headers.range).toBe("bytes=2000-");
  expect(readFileSync(join(out, cookingName))).toEqual(cooking);
  expect(readdirSync(out).sort()).toEqual([cookingName, diyName]);
});

const ignoreRanges: Answer = (_request, response, body) => {
  response.writeHead(200, { "content-length": body?.length ?? 0 }).end(body);
};
const wrongRange: Answer = (_request, response, body) => {
  response.writeHead(206, { "content-range": `bytes 0-${(body?.length ?? 0) - 1}/${body?.length}` }).end(body);
};

test.each([
  ["ignores ranges", [cutAfter(1000), ignoreRanges]],
  ["answers another range", [cutAfter(1000), wrongRange]],
  ["gives no ETag and no date", [cutAfter(1000, {}), answerWithRanges]],
  ["has a changed file", [cutAfter(1000, { etag: '"old"' }), answerWithRanges]],
  ["says that the range is beyond the end", [cutAfter(1000), answerStatus(416)]],
  ["is busy at first", [answerStatus(503), answerStatus(429)]],
  ["breaks off before it answers", [((_, response) => void response.socket?.destroy()) satisfies Answer]],
])("a server that %s still gives the whole file", async (_what, answers) => {
  const { baseUrl } = await serveFiles(wizardFiles(), answers);
  const out = temporaryFolder();
  await fetchWizard(out, baseUrl);
  expect(readFileSync(join(out, cookingName))).toEqual(cooking);
  expect(readFileSync(join(out, diyName))).toEqual(diy);
});

test("a cut download of an older, longer file leaves nothing in the new one", async () => {
  const older: Answer = (_request, response) => {
    response.writeHead(200, { "content-length": 3 * cooking.length, etag: '"old"' });
    response.write(Buffer.alloc(2 * cooking.length, "x"), () => setTimeout(() => response.socket?.destroy(), 20));
  };
  const { baseUrl } = await serveFiles(wizardFiles(), [older]);
  const out = temporaryFolder();
  await fetchWizard(out, baseUrl);
  expect(readFileSync(join(out, cookingName))).toEqual(cooking);
});

test("a weak ETag is no promise of equal bytes, so nothing is resumed on it", async () => {
  const { baseUrl, requests } = await serveFiles(wizardFiles(), [cutAfter(1000, { etag: 'W/"1"' })]);
  await fetchWizard(temporaryFolder(), baseUrl);
  expect(requests[1]?.headers).not.toHaveProperty("range");
});

test("a date stands in for a missing ETag", async () => {
  const date = "Tue, 01 Nov 2022 00:00:00 GMT";
  const { baseUrl, requests } = await serveFiles(wizardFiles(), [cutAfter(1000, { "last-modified": date })]);
  await fetchWizard(temporaryFolder(), baseUrl);
  expect(requests[1]?.headers["if-range"]).toBe(date);
});

test("a file that is not there fails at once, with the address and what to do by hand", async () => {
  const { baseUrl, requests } = await serveFiles({ [cookingName]: cooking });
  const out = temporaryFolder();
  expect(await thrown(() => fetchWizard(out, baseUrl))).toBe(
    `NETWORK_FAILED: ${baseUrl}/${diyName}: cannot download: the server answered 404 Not Found | ` +
      `Without a network, save ${baseUrl}/${diyName} as ${join(out, diyName)} by hand and run the same command again: ` +
      "it checks files that are there.",
  );
  expect(requests).toHaveLength(2);
  expect(readdirSync(out)).toEqual([cookingName]);
});

test("a server that stays busy is given up after as many attempts as asked", async () => {
  const busy = Array.from({ length: 5 }, () => answerStatus(503));
  const { baseUrl, requests } = await serveFiles({}, busy);
  expect(await thrown(() => fetchWizard(temporaryFolder(), baseUrl, 3))).toMatch(/the server answered 503/);
  expect(requests).toHaveLength(3);
});

test("without a server, one line names every file to save by hand", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => closed.once("listening", listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  const out = temporaryFolder();
  const told = await thrown(() => fetchWizard(out, `http://127.0.0.1:${port}`, 2));
  expect(told).toMatch(/^NETWORK_FAILED: http:.*cooking.*: cannot download: connect ECONNREFUSED/);
  for (const name of [cookingName, diyName]) expect(told).toContain(`/${name} as ${join(out, name)}`);
  expect(readdirSync(out)).toEqual([]);
});

test("other content than the published file fails its check and leaves nothing behind", async () => {
  const { baseUrl } = await serveFiles({ ...wizardFiles(), [cookingName]: Buffer.from("<html>log in</html>") });
  const out = temporaryFolder();
  expect(await thrown(() => fetchWizard(out, baseUrl))).toMatch(/^DATA_CHECK_FAILED: .*cooking.*not valid JSON/);
  expect(readdirSync(out)).toEqual([]);
});

test("a folder that cannot be made and an unknown name are told", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(await thrown(() => fetchWizard(file, "http://127.0.0.1:1"))).toMatch(/^WRITE_FAILED: /);
  expect(await thrown(() => fetchDataset("bankng77" as never, { out: "x" }))).toMatch(
    /^ARGUMENT_INVALID: .* \| Did you mean "banking77"\?/,
  );
});

test("a place in the folder that cannot be written is told with its path", async () => {
  const { baseUrl } = await serveFiles(wizardFiles());
  const out = temporaryFolder();
  mkdirSync(join(out, `.${cookingName}.partial`));
  expect(await thrown(() => fetchWizard(out, baseUrl))).toMatch(/^WRITE_FAILED: .*cooking.*partial: cannot write/);
});

test("a proxy that the environment names is used", async () => {
  const { baseUrl } = await serveFiles(wizardFiles());
  const tunnels: string[] = [];
  const proxy = createServer().listen(0, "127.0.0.1");
  proxy.on("connect", (request, client: Socket) => {
    tunnels.push(request.url ?? "");
    const { hostname, port } = new URL(`http://${request.url}`);
    const server = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    for (const socket of [server, client]) socket.on("error", () => socket.destroy());
  });
  await new Promise((listening) => proxy.once("listening", listening));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
    vi.unstubAllEnvs();
  });
  vi.stubEnv("http_proxy", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv("no_proxy", "");
  await fetchWizard(temporaryFolder(), baseUrl);
  expect(tunnels[0]).toBe(new URL(baseUrl).host);
});
