import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { IntentClassifier } from "@intentsmith/classifier";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { ChildClassifier } from "./servers/in-a-child.mjs";
import { createServer as withExpress } from "./servers/with-express.mjs";
import { createServer as withFastify } from "./servers/with-fastify.mjs";

const folder = fileURLToPath(
  new URL("../packages/classifier/src/testing/folders-of-format-1/exported", import.meta.url),
);
const texts = ["where is my parcel?", "new password", "cancel", ""];
let expected;
beforeAll(async () => {
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const found = await Promise.all(texts.map((text) => classifier.classify(text)));
  expected = found.map(({ label, probability, abstained }) => ({ label, probability, abstained }));
  await classifier.release();
});

const post = (url, body) =>
  fetch(`${url}/classify`, { method: "POST", headers: { "content-type": "application/json" }, body });

async function expectServer(url, answered) {
  const answers = await Promise.all(
    texts.slice(0, answered).map(async (text) => await (await post(url, JSON.stringify({ text }))).json()),
  );
  expect(answers).toEqual(expected.slice(0, answered));
  for (const body of ['{"text": 4}', "{", JSON.stringify({ text: "a".repeat(2001) })]) {
    const response = await post(url, body);
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/ at \S+:\d+|node_modules/);
  }
}

it("behind Fastify", async () => {
  const app = await withFastify(folder);
  await expectServer(await app.listen({ port: 0 }), 3);
  await app.close();
});

it("behind Express", async () => {
  const { app, release } = await withExpress(folder);
  const server = createServer(app);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  await expectServer(`http://127.0.0.1:${server.address().port}`, 4);
  await new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  await release();
});

it("in a child process: what is asked together is answered each to its own, a killed child is replaced", async () => {
  const classifier = new ChildClassifier(folder);
  onTestFinished(() => classifier.close());
  expect(await Promise.all(texts.map((text) => classifier.classify(text)))).toEqual(expected);
  const { pid } = classifier;
  const lost = classifier.classify("cancel");
  process.kill(pid, "SIGKILL");
  await expect(lost).rejects.toThrow(/process ended/);
  await expect.poll(() => classifier.pid !== pid, { timeout: 5000 }).toBe(true);
  expect(await classifier.classify(texts[1])).toEqual(expected[1]);
});
