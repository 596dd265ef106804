import { connect } from "node:net";
import { SeededRandom } from "@intentsmith/core";
import { expect, it } from "vitest";
import { requestErrors } from "../contract/request-error.ts";
import { post, runningService } from "../testing/running-service.ts";

const count = 2000;

type Attack = (random: SeededRandom) => Buffer;

const head = (path: string, headers: string[], length: number): string =>
  [`POST ${path} HTTP/1.1`, "Host: a", "Connection: close", `Content-Length: ${length}`, ...headers, "", ""].join(
    "\r\n",
  );
const json = "Content-Type: application/json";
const paths = ["/predict", "/v1/classify", "/v1/feedback", "/v2/models/tiny/infer"];
const pick = <T>(random: SeededRandom, list: readonly T[]): T => list[random.integer(list.length)] as T;
const withBody = (random: SeededRandom, body: Buffer | string, headers: string[] = [json]): Buffer => {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(head(pick(random, paths), headers, bytes.length)), bytes]);
};
const digits = (random: SeededRandom): string => String(random.integer(1_000_000));

/** Each makes a request that must be refused: its answer is a 4xx with a code, or the connection is closed. */
const attacks: Record<string, Attack> = {
  "malformed JSON": (random) => {
    const whole = '{"text": "where is my parcel?", "input": ["a"], "inputs": []}';
    return withBody(random, whole.slice(0, 1 + random.integer(whole.length - 2)));
  },
  "deep nesting": (random) => withBody(random, "[".repeat(1 + random.integer(100_000))),
  "deep nesting that closes": (random) => {
    const depth = 1 + random.integer(50_000);
    return withBody(
      random,
      `{"text":${"[".repeat(depth)}${"]".repeat(depth)},"input":${'{"a":'.repeat(20)}1${"}".repeat(20)}}`,
    );
  },
  "wrong types": (random) => {
    const wrong = pick(random, ["null", "true", "-0", "1e999", "{}", "[[]]", '{"text":{}}', '{"toString":1}']);
    return withBody(random, `{"text":${wrong},"input":${wrong},"inputs":${wrong},"n":${digits(random)}}`);
  },
  "no object": (random) => withBody(random, pick(random, ["null", "1", '"text"', "[]", "true", "", " ", "NaN"])),
  "keys of prototypes": (random) =>
    withBody(random, `{"__proto__":{"text":"a","input":"a"},"constructor":{"n":${digits(random)}}}`),
  "a huge text": (random) => {
    const text = "a".repeat(4001 + random.integer(400_000));
    return withBody(random, `{"text":"${text}","input":"${text}","inputs":[]}`);
  },
  "split UTF-8": (random) =>
    withBody(
      random,
      Buffer.concat([
        Buffer.from('{"text":"'),
        Buffer.from("äöü€😀").subarray(0, 1 + 2 * random.integer(3)),
        Buffer.from('"}'),
      ]),
    ),
  "bytes at random": (random) =>
    withBody(random, Buffer.from(Array.from({ length: 200 }, () => 128 + random.integer(128)))),
  "NUL outside a string": (random) => withBody(random, `{"text":\0"a${digits(random)}"}`),
  "another media type": (random) =>
    withBody(random, '{"text":"a"}', [`Content-Type: ${pick(random, ["text/plain", "application/xml", "a"])}`]),
  "a header flood": (random) =>
    withBody(random, "{}", [json, ...Array.from({ length: 2500 }, (_, i) => `x-${i}: ${digits(random)}`)]),
  "a long header": (random) => withBody(random, "{}", [json, `x-a: ${"b".repeat(17_000 + random.integer(50_000))}`]),
  "two lengths": (random) => withBody(random, '{"text":"a"}', [json, `Content-Length: ${random.integer(1000) + 20}`]),
  "length and chunks": (random) =>
    withBody(random, "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", [json, "Transfer-Encoding: chunked"]),
  "chunks of no size": (random) =>
    Buffer.from(
      `POST ${pick(random, paths)} HTTP/1.1\r\nHost: a\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ),
  "an unknown coding": (random) =>
    Buffer.from(`POST ${pick(random, paths)} HTTP/1.1\r\nHost: a\r\n${json}\r\nTransfer-Encoding: xchunked\r\n\r\n{}`),
  "a bare line feed": (random) => Buffer.from(`GET /${digits(random)} HTTP/1.1\nHost: a\n x: y\n\n`),
  "not HTTP": (random) => Buffer.from(Array.from({ length: 100 }, () => random.integer(256)).concat([13, 10, 13, 10])),
  "path tricks": (random) => {
    const path = pick(random, [
      "/../../etc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/predict/../admin",
      "//predict",
      "/predict%00",
      "/%",
      "/%zz",
      "/v2/models/%2f..%2f/ready",
      `/${"a".repeat(5000)}`,
      "/predict;a=b",
      "http://elsewhere/metrics",
      "*",
    ]);
    return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  },
  "another method": (random) =>
    Buffer.from(
      `${pick(random, ["PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "OPTIONS"])} /predict HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    ),
  "no host": (random) => Buffer.from(`POST /predict HTTP/1.1\r\nx: ${digits(random)}\r\n\r\n`),
  "another version": (random) =>
    Buffer.from(`GET / HTTP/${2 + random.integer(8)}.${random.integer(10)}\r\nHost: a\r\n\r\n`),
};

function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(bytes);
      // No half request may hold its connection for long.
      socket.end();
    });
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
}

it(`${count} hostile requests: each a 4xx with a code and no trace, the service alive, its memory flat`, async () => {
  const { url, enginePid } = await runningService();
  const port = Number(new URL(url).port);
  const engine = enginePid();
  const names = Object.keys(attacks);
  const codes = new Set(Object.keys(requestErrors));
  const kinds = new Map<string, number>();
  let heapAtMiddle = 0;
  for (let i = 0; i < count; i++) {
    const seed = `hostile ${i}`;
    const name = names[i % names.length] as string;
    const answer = await exchange(port, (attacks[name] as Attack)(new SeededRandom(seed)));
    const where = `${name}, seed ${JSON.stringify(seed)}: ${answer.slice(0, 300)}`;
    // An answer is one 4xx with a code; a connection may also be closed without a word.
    if (answer !== "") {
      expect(answer, where).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(codes, where).toContain(/"code": ?"([A-Z_]+)"/.exec(answer)?.[1]);
      expect(answer, where).not.toMatch(/\n {2,}at |node_modules|\.ts:|\.js:/);
      expect(answer.match(/HTTP\/1\.1 \d/g), where).toHaveLength(1);
    }
    kinds.set(name, (kinds.get(name) ?? 0) + (answer === "" ? 0 : 1));
    if (i === count / 2) heapAtMiddle = process.memoryUsage().rss;
  }
  for (const [name, answered] of kinds) expect(answered, `${name}: answers`).toBeGreaterThan(0);
  expect(process.memoryUsage().rss - heapAtMiddle).toBeLessThan(100e6);
  expect(enginePid()).toBe(engine);
  expect((await post(`${url}/predict`, { text: "where is my parcel?" })).status).toBe(200);
}, 120_000);

it.each([
  ["NUL within", "a\0b"],
  ["half a surrogate pair", "\ud800"],
  ["marks without end", `a${"\u0301".repeat(3000)}`],
  ["blanks only", " ".repeat(4000)],
  ["emoji", "😀".repeat(2000)],
])("a strange text is a text: %s", async (_, text) => {
  const { url } = await runningService();
  const response = await post(`${url}/v1/classify`, { input: text });
  expect(response.status).toBe(200);
  expect(((await response.json()) as { results: unknown[] }).results).toHaveLength(1);
});
