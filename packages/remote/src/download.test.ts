import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Dispatcher } from "undici";
import { createDispatcher } from "./dispatcher.ts";
import { download, DownloadFailed, type DownloadOptions } from "./download.ts";
import { serve } from "./testing/serve.ts";

let folder: string;
let dispatcher: Dispatcher;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intentsmith-remote-"));
  dispatcher = createDispatcher({ environment: {}, idleTimeoutMs: 300 });
});
afterEach(async () => {
  await dispatcher.destroy();
  rmSync(folder, { recursive: true });
});

async function fetched(url: string, more: Partial<DownloadOptions> = {}): Promise<string> {
  const path = join(folder, "file");
  const quiet = { dispatcher, attempts: 2, retryDelayMs: 1, onProgress: () => {}, onRetry: () => {} };
  await download(url, path, { ...quiet, ...more });
  return readFileSync(path, "utf8");
}

test("a server that announces no size is cut off as soon as it sends more than expected", async () => {
  let sent = 0;
  const url = await serve((_, response) => {
    const timer = setInterval(() => response.write("x".repeat(1000), () => (sent += 1000)), 5);
    response.on("close", () => clearInterval(timer));
  });
  await expect(fetched(url, { sizeBytes: 2500 })).rejects.toThrow(new DownloadFailed("2500 bytes expected, more came"));
  expect(sent).toBeLessThan(20_000);
  expect(readdirSync(folder)).toEqual([]);
});

test("fewer bytes than expected, without an announcement, count as a cut", async () => {
  const url = await serve((_, response) => response.write("abc", () => response.end()));
  await expect(fetched(url, { sizeBytes: 4 })).rejects.toThrow("cut after 3 of 4 bytes");
});

test("headers go to the server, and not on to another one that it redirects to", async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end("there");
  });
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: other }).end();
  });
  expect(await fetched(url, { headers: { authorization: "Bearer secret" } })).toBe("there");
  expect(seen).toEqual(["Bearer secret", undefined]);
});

test("a body that hangs is asked for again from where it stopped", async () => {
  const ranges: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    ranges.push(request.headers.range);
    if (request.headers.range === undefined) {
      response.writeHead(200, { "content-length": 6, etag: '"1"' }).write("abc");
    } else {
      response.writeHead(206, { "content-length": 3, "content-range": "bytes 3-5/6", etag: '"1"' }).end("def");
    }
  });
  expect(await fetched(url)).toBe("abcdef");
  expect(ranges).toEqual([undefined, "bytes=3-"]);
  expect(existsSync(join(folder, "file.json"))).toBe(false);
});
