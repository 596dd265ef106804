import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { post, runningService } from "../testing/running-service.ts";
import { readLabelledTexts } from "./labelled-texts.ts";
import { openDatabase } from "./open-database.ts";
import type { RequestRow } from "./tables.ts";

function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-stored-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function storedRows(dataDir: string): Promise<RequestRow[]> {
  const database = await openDatabase(join(dataDir, "requests.sqlite"));
  const rows = await database.selectFrom("requests").selectAll().orderBy("at_ms").orderBy("position").execute();
  await database.destroy();
  return rows;
}

const secret = "write to anna@example.com about my parcel";

it.each([
  ["off", null],
  ["redacted", ["before", "write to [email] about my parcel"]],
  ["full", ["before", secret]],
] as const)("with store.text %s a text is kept as %j, and the rest of the answer in any case", async (text, kept) => {
  const dataDir = workFolder();
  const service = await runningService({ dataDir, store: { address: "sqlite", text } });
  const ids = { "x-request-id": "request-1" };
  const input = [{ text: secret, context: ["before"] }, "cancel"];
  const answer = await post(`${service.url}/v1/classify`, { input }, ids);
  const { results } = (await answer.json()) as { results: { wouldBe: string; score: number; tokens: number }[] };
  await post(`${service.url}/v1/classify`, { input: 3 }, { "x-request-id": "request-2" });
  await service.stop();
  const rows = await storedRows(dataDir);
  expect(rows.map(({ request_id, position }) => [request_id, position])).toEqual([
    ["request-1", 0],
    ["request-1", 1],
  ]);
  expect(rows[0]).toMatchObject({
    key_id: "",
    route: "/v1/classify",
    would_be: results[0]?.wouldBe,
    score: results[0]?.score,
    tokens: results[0]?.tokens,
    characters: secret.length,
    model_version: service.modelVersion(),
    turns: kept === null ? null : JSON.stringify(kept),
  });
  const bytes = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)).includes("anna@example"));
  expect(bytes.includes(true)).toBe(text === "full");
});

it("feedback through the service: stored, unchanged, replaced, read as labelled texts; deleted when asked", async () => {
  const dataDir = workFolder();
  const { url } = await runningService({ dataDir, store: { address: "sqlite", text: "full" } });
  await post(`${url}/v1/classify`, { input: ["one", "two"] }, { "x-request-id": "request-1" });
  const say = async (index: number, label: string): Promise<unknown> => {
    const answer = await post(`${url}/v1/feedback`, { requestId: "request-1", index, label });
    return ((await answer.json()) as { status: string }).status;
  };
  expect(await say(1, "a new label")).toBe("stored");
  expect(await say(1, "a new label")).toBe("unchanged");
  expect(await say(1, "cancel_order")).toBe("replaced");
  expect(await readLabelledTexts(join(dataDir, "requests.sqlite"))).toMatchObject({
    rows: [{ text: "two", label: "cancel_order", context: [], requestId: "request-1" }],
    withoutText: 0,
  });
  const gone = await fetch(`${url}/v1/requests/request-1`, { method: "DELETE" });
  expect(await gone.json()).toEqual({ requestId: "request-1", deleted: 3 });
  expect(await storedRows(dataDir)).toEqual([]);
  expect((await post(`${url}/v1/feedback`, { requestId: "request-1", label: "x" })).status).toBe(404);
});

it("several machines are refused with a file, and with keys that each would count alone", async () => {
  const start = (changes: object): Promise<unknown> => runningService({ machines: 2, ...changes });
  await expect(start({ store: { address: "sqlite" } })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    hint: expect.stringContaining("postgres://"),
  });
  await expect(start({ host: "0.0.0.0" })).rejects.toMatchObject({ hint: expect.stringContaining("redis://") });
});
