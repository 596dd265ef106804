import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { expect, it, onTestFinished } from "vitest";
import { windowTexts } from "../drift/drift-monitor.ts";
import type { Observation } from "../drift/reference.ts";
import { referenceOf } from "../drift/reference.ts";
import { generator, sample } from "../testing/drift-traffic.ts";
import { dashboardState } from "../testing/dashboard-state.ts";
import { post, runningService } from "../testing/running-service.ts";
import { RequestStore } from "../store/request-store.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { TrafficWatch } from "./traffic-watch.ts";

it("the admin port shows the page and the gauges; the clients' port neither", async () => {
  const { url, adminUrl } = await runningService({ adminPort: 0 });
  await post(`${url}/v1/classify`, { input: ["one", "two"] });
  const page = await (await fetch(`${adminUrl}/`)).text();
  expect(page).toMatch(/2 of 1000 answers/);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(metrics).toContain('intentsmith_drift_alarm{column="labels"} 0');
  expect(metrics).toContain("intentsmith_feedback_answers 0");
  expect(metrics).not.toMatch(/intentsmith_estimated_accuracy\{/);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
});

it("what a page shows is escaped, complete, and loads nothing", () => {
  const page = dashboardPage(dashboardState({ modelName: "<b>&", windows: 30, alarm: true }));
  expect(page).not.toMatch(/<b>|https?:|<script|NaN|undefined|Infinity/);
  expect(page.match(/<figure>/g)).toHaveLength(8);
  expect(page).toMatch(/class="bad"><dt>Drift<\/dt><dd>Mix of labels/);
  expect(dashboardPage(dashboardState({ windows: 0 }))).toContain("no full window yet");
  expect(dashboardPage(dashboardState({ windows: 1 }))).toContain("<circle");
});

it("windows outlive the service: the next one shows them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-windows-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const options = { address: join(folder, "r.sqlite"), retentionDays: 3650, logger: silentLogger };
  const random = generator("windows");
  const model = { version: "v1", reference: referenceOf(sample(1000, random)) };
  const answered = (seen: readonly Observation[]): Parameters<TrafficWatch["add"]>[0] => ({
    modelVersion: "v1",
    ms: 1,
    inputs: seen.map(({ characters }) => "a".repeat(characters)),
    results: seen.map((one) => ({ ...one, wouldBe: one.label, tokens: 12, unknownTokens: 0 })) as never,
  });
  const watch = async (): Promise<{ store: RequestStore; traffic: TrafficWatch }> => {
    const store = await RequestStore.open(options);
    const traffic = new TrafficWatch({ store, logger: silentLogger, model: () => model });
    await traffic.readEarlier();
    return { store, traffic };
  };
  const first = await watch();
  for (let i = 0; i < 3; i++) first.traffic.add(answered(sample(windowTexts, random)));
  first.traffic.stop();
  await first.store.close();
  const second = await watch();
  expect(second.traffic.windows).toEqual(first.traffic.windows);
  expect(second.traffic.windows).toHaveLength(3);
  second.traffic.stop();
  await second.store.close();
});
