import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { fetch } from "undici";
import { createDispatcher, type DispatcherOptions } from "./dispatcher.ts";
import { serve } from "./testing/serve.ts";

async function get(url: string, options: DispatcherOptions): Promise<string> {
  const dispatcher = createDispatcher(options);
  try {
    return await (await fetch(url, { dispatcher })).text();
  } catch (error) {
    const cause = (error as Error).cause;
    return `failed: ${(cause as { code?: string }).code ?? String(cause)}`;
  } finally {
    await dispatcher.destroy();
  }
}

/** A proxy that refuses every tunnel, and keeps what it was asked for. */
async function refusingProxy(): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (data) => {
      asked.push(data.toString().split("\r\n")[0] ?? "");
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test.each(["HTTPS_PROXY", "https_proxy"])(
  "an https address goes through %s, unless NO_PROXY names it",
  async (name) => {
    const { address, asked } = await refusingProxy();
    await get("https://hub.invalid/x", { environment: { [name]: address } });
    expect(asked).toEqual(["CONNECT hub.invalid:443 HTTP/1.1"]);
    await get("https://hub.invalid/x", { environment: { [name]: address, NO_PROXY: "hub.invalid" } });
    expect(asked).toHaveLength(1);
  },
);

test("an environment without a proxy is asked alone, not the process's", async () => {
  const { address, asked } = await refusingProxy();
  const before = process.env["http_proxy"];
  process.env["http_proxy"] = address;
  try {
    const url = await serve((_, response) => response.end("direct"));
    expect(await get(url, { environment: {} })).toBe("direct");
    expect(asked).toEqual([]);
  } finally {
    if (before === undefined) delete process.env["http_proxy"];
    else process.env["http_proxy"] = before;
  }
});

test("a server that does not answer, and a body that stops, end after their limits", async () => {
  const silent = await serve(() => {});
  expect(await get(silent, { environment: {}, answerTimeoutMs: 200 })).toBe("failed: UND_ERR_HEADERS_TIMEOUT");
  const stopping = await serve((_, response) => response.write("some"));
  expect(await get(stopping, { environment: {}, idleTimeoutMs: 200 })).toBe("failed: UND_ERR_BODY_TIMEOUT");
});
