import { connect } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { requestErrors, type RequestErrorCode } from "../contract/request-error.ts";
import { errorAnswer, predictError } from "../contract/schemas.ts";
import { KeyStore } from "../keys/key-store.ts";
import { post, runningService } from "../testing/running-service.ts";
import { openApiDocument } from "./openapi.ts";
import { routes, type RouteDescription } from "./routes.ts";

const descriptions: RouteDescription[] = Object.values(routes);
const good: Record<string, unknown> = {
  "/predict": { text: "where is my parcel?" },
  "/v1/classify": { input: ["where is my parcel?", "cancel"], topK: 2 },
  "/v1/feedback": { requestId: "contract-1", label: "track_parcel" },
  "/v2/models/:name/infer": { inputs: [{ name: "text", shape: [1], datatype: "BYTES", data: ["cancel"] }] },
};
const tooMany = Array.from({ length: 33 }, () => "a");
const bodies: Partial<Record<RequestErrorCode, (path: string) => unknown>> = {
  BODY_MALFORMED: () => '{"text":',
  REQUEST_INVALID: () => ({ text: 4, input: 4, inputs: 4, label: 4 }),
  REQUEST_UNKNOWN: () => ({ requestId: "nobody-asked", label: "a" }),
  BODY_TOO_LARGE: () => JSON.stringify({ text: "a".repeat(300_000) }),
  TEXT_EMPTY: () => ({ text: "  " }),
  TEXT_TOO_LONG: (path) => bodyOf(path, ["a".repeat(4001)]),
  BATCH_TOO_LARGE: (path) => bodyOf(path, tooMany),
};

function bodyOf(path: string, texts: string[]): unknown {
  if (path === "/predict") return { text: texts[0] };
  if (path === "/v1/classify") return { input: texts };
  return { inputs: [{ name: "text", shape: [texts.length], datatype: "BYTES", data: texts }] };
}

/** The answer's status, and its error checked against the route's documented shape. */
async function expectError(response: Response, code: RequestErrorCode, legacy: boolean): Promise<void> {
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(requestErrors[code].status);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  if (legacy) {
    const { statusCode, body: inner } = predictError.parse(body);
    expect([statusCode, inner.error.code]).toEqual([response.status, code]);
  } else {
    expect(errorAnswer.parse(body).error.code).toBe(code);
  }
}

const withKey = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-serve-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("each route answers what its schema says, and OpenAPI documents just these", async () => {
  const { url } = await runningService({ dataDir: workFolder(), store: { address: "sqlite" } });
  await post(`${url}/v1/classify`, { input: "where is my parcel?" }, { "x-request-id": "contract-1" });
  for (const { method, path, answer } of descriptions) {
    const address = url + path.replace(":name", "tiny").replace(":id", "contract-1");
    const response = method === "POST" ? await post(address, good[path]) : await fetch(address, { method });
    expect(response.status, path).toBe(200);
    if (typeof answer === "string") expect(response.headers.get("content-type")).toContain(answer);
    else answer.parse(await response.json());
  }
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string; paths: object };
  expect(document).toEqual(openApiDocument("0.0.0"));
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toEqual(descriptions.map(({ path }) => path.replace(/:(\w+)/, "{$1}")));
});

it("every documented error of every route can be met, in its documented shape", async () => {
  const dataDir = workFolder();
  const keys = new KeyStore(join(dataDir, "keys.json"));
  const { key } = keys.add({ name: "all" });
  const { key: onlyPredicts } = keys.add({ name: "predicts", scopes: ["predict"] });
  const open = await runningService({ dataDir, store: { address: "sqlite" } });
  const guarded = await runningService({ host: "0.0.0.0", dataDir });
  const guardedUrl = guarded.url.replace("0.0.0.0", "127.0.0.1");
  const slow = await runningService({ deadlineMs: 1 });
  const slowUrl = slow.url;
  let met = 0;
  for (const route of descriptions) {
    const { path, method, legacy = false } = route;
    const at = (base: string, name = "tiny"): string => base + path.replace(":name", name).replace(":id", "contract-1");
    const send = (base: string, body = good[path], headers = {}, name = "tiny"): Promise<Response> =>
      method === "POST" ? post(at(base, name), body, headers) : fetch(at(base, name), { method, headers });
    for (const code of route.errors) {
      const body = bodies[code]?.(path);
      let response: Response | undefined;
      if (body !== undefined) response = await send(open.url, body);
      else if (code === "MEDIA_TYPE_UNSUPPORTED")
        response = await send(open.url, good[path], { "content-type": "text/plain" });
      else if (code === "KEY_MISSING") response = await send(guardedUrl);
      else if (code === "KEY_INVALID") response = await send(guardedUrl, good[path], withKey(`${key}0`));
      else if (code === "NOT_FOUND") response = await send(open.url, good[path], {}, "other");
      else if (code === "SCOPE_MISSING") response = await send(guardedUrl, good[path], withKey(onlyPredicts));
      // The guarded service stores nothing.
      else if (code === "STORE_UNAVAILABLE") response = await send(guardedUrl, good[path], withKey(key));
      else if (code === "DEADLINE_EXCEEDED") response = await send(slowUrl);
      else if (code === "RATE_LIMITED") {
        const limited = keys.add({ name: path, requestsPerMinute: 1 }).key;
        await new Promise((later) => setTimeout(later, 1100));
        await send(guardedUrl, good[path], withKey(limited));
        response = await send(guardedUrl, good[path], withKey(limited));
        expect(response.headers.get("retry-after")).toBe("60");
      }
      // The two that need a dead or a full engine have tests of their own below.
      if (response === undefined) {
        expect(["OVERLOADED", "ENGINE_UNAVAILABLE"]).toContain(code);
        continue;
      }
      await expectError(response, code, legacy);
      met++;
    }
  }
  expect(met).toBeGreaterThan(25);
}, 30_000);

it("a full queue answers 503 with Retry-After, an engine that is gone 503 and not ready", async () => {
  const { url, enginePid } = await runningService({ deadlineMs: 200, hangTimeoutMs: 60_000 });
  process.kill(enginePid() as number, "SIGSTOP");
  const many = Array.from({ length: 32 }, () => "a".repeat(1000));
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(`${url}/v1/classify`, { input: many })));
  const full = answers.find(({ headers }) => headers.has("retry-after"));
  expect(full).toBeDefined();
  const codes = await Promise.all(answers.map(async (answer) => errorAnswer.parse(await answer.json()).error.code));
  expect(new Set(codes)).toEqual(new Set(["DEADLINE_EXCEEDED", "OVERLOADED"]));
  process.kill(enginePid() as number, "SIGKILL");
  await expect.poll(async () => (await fetch(`${url}/v2/health/ready`)).status, { interval: 5 }).toBe(503);
  await expectError(await fetch(`${url}/v2/health/ready`), "ENGINE_UNAVAILABLE", false);
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
  await expect.poll(async () => (await fetch(`${url}/v2/health/ready`)).status, { timeout: 10_000 }).toBe(200);
});

it("POST /predict: the bytes of the service before this one", async () => {
  const { url } = await runningService();
  const body = await (await post(`${url}/predict`, { text: "where is my parcel?", other: 1 })).text();
  expect(body).toMatch(/^\{"statusCode": 200, "body": \{"label": "track parcel", "score": 0\.9795\d+\}\}$/);
  const empty = await (await post(`${url}/predict`, { text: "" })).text();
  expect(empty).toBe('{"statusCode": 400, "body": {"error": {"code": "TEXT_EMPTY", "message": "the text is empty"}}}');
});

it("GET /: a usage line, a page for browsers that loads nothing from elsewhere", async () => {
  const { url } = await runningService();
  expect(await (await fetch(url)).text()).toMatch(/^usage: POST \/predict [^\n]+\n$/);
  const page = await fetch(url, { headers: { accept: "text/html,*/*" } });
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const html = await page.text();
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).not.toMatch(/https?:|src=|@import/);
});

it("unknown paths and methods have codes, and a request id of the client comes back", async () => {
  const { url } = await runningService();
  await expectError(await fetch(`${url}/nowhere`), "NOT_FOUND", false);
  const wrong = await fetch(`${url}/v1/classify`);
  expect(wrong.headers.get("allow")).toBe("POST");
  await expectError(wrong, "METHOD_NOT_ALLOWED", false);
  const named = await fetch(url, { headers: { "x-request-id": "my-request-1" } });
  expect(named.headers.get("x-request-id")).toBe("my-request-1");
  const strange = await fetch(url, { headers: { "x-request-id": "<script>alert(1)</script>" } });
  expect(strange.headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
});

it.each([
  ["what is not HTTP", "hello\r\n\r\n", "HTTP_MALFORMED"],
  ["headers beyond the limit", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, "HEADERS_TOO_LARGE"],
  [
    "a body that never comes",
    "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    "REQUEST_TIMEOUT",
  ],
] as const)(
  "over the bare connection: %s",
  async (_, bytes, code) => {
    const { url } = await runningService({ limits: { requestTimeoutMs: 300 } });
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(bytes));
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("close", () => resolve(text));
    });
    expect(answer).toContain(`HTTP/1.1 ${requestErrors[code].status} `);
    expect(answer).toContain(`"code":"${code}"`);
  },
  60_000,
);
