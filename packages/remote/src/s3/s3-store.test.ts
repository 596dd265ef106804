import { onTestFinished, expect, it } from "vitest";
import { createDispatcher } from "../dispatcher.ts";
import { LocalS3, localCredentials } from "../testing/local-s3.ts";
import { serve } from "../testing/serve.ts";
import { S3Store, type S3StoreOptions } from "./s3-store.ts";

const bytes = (text: string): Buffer => Buffer.from(text);

async function store(
  changes: Partial<S3StoreOptions> & { keys?: Record<string, string> } = {},
): Promise<{ server: LocalS3; s3: S3Store }> {
  const server = new LocalS3();
  const dispatcher = createDispatcher({ environment: {} });
  onTestFinished(() => dispatcher.destroy());
  const { keys, ...rest } = changes;
  const environment = {
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL: await serve(server.answer),
    ...keys,
  };
  return {
    server,
    s3: new S3Store("s3://models/team a/intents/", { dispatcher, environment, retryDelayMs: 1, ...rest }),
  };
}

it("writes and reads objects below its prefix, signed, whatever their names", async () => {
  const { server, s3 } = await store();
  await s3.put("v1/onnx/model (1)+ä.onnx", bytes("content"));
  expect([...server.objects.keys()]).toEqual(["/models/team a/intents/v1/onnx/model (1)+ä.onnx"]);
  expect((await s3.get("v1/onnx/model (1)+ä.onnx"))?.toString()).toBe("content");
  expect(await s3.get("v1/other")).toBeUndefined();
});

it("a wrong key is told, with what to check, and nothing is written", async () => {
  const { server, s3 } = await store({ keys: { AWS_SECRET_ACCESS_KEY: "wrong" } });
  await expect(s3.put("a", bytes("x"))).rejects.toMatchObject({
    code: "NETWORK_FAILED",
    message: expect.stringMatching(/\/models\/team a\/intents\/a: the store answered 403 SignatureDoesNotMatch$/),
    hint: expect.stringContaining("AWS_SECRET_ACCESS_KEY"),
  });
  expect(server.objects.size).toBe(0);
});

it("tries again after a broken connection and a busy store, and gives up in the end", async () => {
  const { server, s3 } = await store();
  const faults = ["cut", 503] as const;
  server.fault = () => faults[server.requests.length - 1];
  await s3.put("a", bytes("x"));
  expect(server.requests.length).toBe(3);
  server.fault = () => 500;
  await expect(s3.put("a", bytes("y"))).rejects.toMatchObject({
    code: "NETWORK_FAILED",
    message: expect.stringContaining("answered 500"),
  });
  expect(server.requests.length).toBe(3 + 4);
});

it("what is refused for good is not tried again", async () => {
  const { server, s3 } = await store();
  server.fault = () => 404;
  await expect(s3.put("a", bytes("x"))).rejects.toMatchObject({
    message: expect.stringContaining("answered 404 Fault"),
  });
  expect(server.requests.length).toBe(1);
});

it.each([
  ["https://models/intents", {}, /s3:\/\/bucket\/prefix expected/],
  ["s3://UPPER/intents", {}, /s3:\/\/bucket\/prefix expected/],
  ["s3://models/intents", { AWS_ACCESS_KEY_ID: "" }, /no keys/],
  ["s3://models/intents", { AWS_ENDPOINT_URL: "http://store.example" }, /unencrypted/],
])("refuses %s with %j", (address, changes, message) => {
  const environment = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", ...changes };
  const dispatcher = createDispatcher({ environment: {} });
  onTestFinished(() => dispatcher.destroy());
  expect(() => new S3Store(address, { dispatcher, environment })).toThrow(message);
});

it("a signed GET is taken by the store as it is, by any client", async () => {
  const { s3 } = await store();
  await s3.put("v1/a b.onnx", bytes("content"));
  const { url, headers } = s3.signedGet("v1/a b.onnx");
  expect(await (await fetch(url, { headers })).text()).toBe("content");
  const wrong = await fetch(s3.signedGet("v1/other").url, { headers });
  expect(wrong.status).toBe(403);
});
