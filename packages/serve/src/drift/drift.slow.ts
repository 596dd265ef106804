import { silentLogger } from "@intentsmith/core";
import { expect, it } from "vitest";
import { generator, sample } from "../testing/drift-traffic.ts";
import { post, runningService } from "../testing/running-service.ts";
import { DriftMonitor, windowTexts } from "./drift-monitor.ts";
import { driftColumns, driftReport, type DriftColumn } from "./drift-report.ts";
import { referenceOf } from "./reference.ts";

it.each([500, 1000, 10_000])(
  "without drift, at 77 labels and a reference of %i: at most 1 % of 2,000 windows are called changed, no alarm",
  (texts) => {
    const random = generator(`no drift ${texts}`);
    const calls = new Map<DriftColumn, number>();
    let called = 0;
    for (let r = 0; r < 20; r++) {
      const reference = referenceOf(sample(texts, random));
      const alarms: DriftColumn[] = [];
      const monitor = new DriftMonitor({ logger: silentLogger, onReport: (_, found) => alarms.push(...found) });
      monitor.watch("v", reference);
      for (let w = 0; w < 100; w++) {
        const seen = sample(windowTexts, random);
        monitor.add("v", seen);
        const { columns } = driftReport(reference, seen, { modelVersion: "v", fromMs: 0, toMs: 1 });
        const changed = driftColumns.filter((name) => columns[name].changed);
        if (changed.length > 0) called++;
        for (const name of changed) calls.set(name, (calls.get(name) ?? 0) + 1);
      }
      expect(alarms).toEqual([]);
    }
    console.log(`reference of ${texts}: ${called} of 2000 windows called changed; ${[...calls].join("; ")}`);
    expect(called).toBeLessThanOrEqual(20);
  },
);

it("through the live service: none in 50 windows, an alarm within 1,000 answers when a third becomes one text", async () => {
  const messages: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void messages.push(message) };
  const { url } = await runningService({ deadlineMs: 60_000 }, logger);
  const random = generator("live");
  const words = "where is my parcel cancel order refund status new password track reset when how much please".split(
    " ",
  );
  const texts = Array.from({ length: 500 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, () => words[Math.floor(random() * words.length)]).join(" "),
  );
  const send = async (count: number, next: () => string): Promise<void> => {
    for (let sent = 0; sent < count; sent += 25) {
      const answer = await post(`${url}/v1/classify`, { input: Array.from({ length: 25 }, next) });
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
  };
  const usual = (): string => texts[Math.floor(random() ** 2 * texts.length)] as string;
  await send(1000 + 50 * windowTexts + 150, usual);
  expect(messages).toEqual([]);
  await send(1000, () => (random() < 1 / 3 ? "where is my parcel?" : usual()));
  expect(messages.join("\n")).toMatch(/drift: .* changed in two windows of 300 answers running/);
});
