import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { KeyStore } from "../keys/key-store.ts";
import { post, runningService } from "../testing/running-service.ts";

/** A service that takes one wrong key a minute from an address. @returns sends one, as a proxy passes it on. */
async function wrongKeySender(proxyHops: number): Promise<(forwardedFor: string) => Promise<number>> {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-authenticate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keysFile = join(folder, "keys.json");
  new KeyStore(keysFile).add({ name: "somebody" });
  const { url } = await runningService({ host: "0.0.0.0", keysFile, proxyHops, limits: { failedKeysPerMinute: 1 } });
  const address = `${url.replace("0.0.0.0", "127.0.0.1")}/predict`;
  return async (forwardedFor) => (await post(address, { text: "a" }, { "x-forwarded-for": forwardedFor })).status;
}

it("behind one proxy an address is what that proxy wrote, never what the client did", async () => {
  const send = await wrongKeySender(1);
  expect(await send("10.0.0.1, 192.0.2.7")).toBe(401);
  expect(await send("10.0.0.2, 192.0.2.7")).toBe(429);
  expect(await send("10.0.0.1, 192.0.2.8")).toBe(401);
});

it("without a proxy the header is believed by nobody", async () => {
  const send = await wrongKeySender(0);
  expect(await send("192.0.2.7")).toBe(401);
  expect(await send("192.0.2.8")).toBe(429);
});
