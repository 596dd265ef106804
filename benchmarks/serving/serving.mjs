// The service on one core (npm run bench -- serving). The load runs on another core: start it where there are two.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { readFlags } from "../shared/arguments.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { table, writeResults } from "../shared/write-results.mjs";
import { openLoop } from "./open-loop.mjs";
import { exportedModel, sampleTexts } from "./model.mjs";
import { onOneCore, startService } from "./processes.mjs";

const flags = readFlags({ seconds: 10, layers: 3, precision: "fp32", store: "sqlite", soakMinutes: 0 });
const { quick, layers, precision, store, soakMinutes } = flags;
const seconds = quick ? 2 : flags.seconds;
const machine = describeMachine();
const work = mkdtempSync(join(tmpdir(), "intentsmith-serving-"));
const texts = sampleTexts();
const bodies = texts.map((text) => JSON.stringify({ input: text }));
const core = 0;

try {
  const folder = await exportedModel(work, layers, precision);
  writeFileSync(join(work, "texts.json"), JSON.stringify(texts));
  const bare = await onOneCore(core, join(import.meta.dirname, "bare.mjs"), [
    folder,
    seconds,
    join(work, "texts.json"),
  ]);
  const service = await startService(core, folder, { work, store });
  const idleBytes = service.residentBytes();
  await load(service.url, { connections: 16, duration: 2 });
  const closed = [];
  for (const connections of [1, 16, 64]) closed.push(await load(service.url, { connections }));
  const knee = Math.max(...closed.map(({ goodPerSecond }) => goodPerSecond));
  const half = await openLoop(service.url, { bodies, perSecond: Math.round(knee / 2), seconds });
  const over = await openLoop(service.url, { bodies, perSecond: Math.round(knee * 10), seconds });
  const soak = soakMinutes === 0 ? undefined : await soakAt(service, Math.round(knee / 2));
  const mostBytes = service.mostResidentBytes();
  await service.stop();
  report({ bare, idleBytes, closed, knee, half, over, soak, mostBytes });
} finally {
  rmSync(work, { recursive: true });
}

/** Half of the best rate for so many minutes; memory at the end of the first minute and at the end. */
async function soakAt(service, perSecond) {
  await openLoop(service.url, { bodies, perSecond, seconds: 60 });
  const firstBytes = service.residentBytes();
  const rest = Math.max(1, Math.round((soakMinutes - 1) * 60));
  const load = await openLoop(service.url, { bodies, perSecond, seconds: rest });
  return { minutes: soakMinutes, firstBytes, lastBytes: service.residentBytes(), load };
}

/** Requests of one text each to /v1/classify. */
async function load(url, options) {
  const requests = bodies.map((body) => ({
    method: "POST",
    path: "/v1/classify",
    headers: { "content-type": "application/json" },
    body,
  }));
  const result = await autocannon({ url, duration: seconds, timeout: 20, requests, ...options });
  const { latency, duration, errors, statusCodeStats } = result;
  const count = (status) => statusCodeStats[status]?.count ?? 0;
  return {
    connections: options.connections,
    intendedPerSecond: options.overallRate,
    goodPerSecond: count(200) / duration,
    refusedPerSecond: count(503) / duration,
    otherAnswers: result.requests.total - count(200) - count(503),
    errors,
    p50Ms: latency.p50,
    p95Ms: latency.p95 ?? latency.p97_5,
    p99Ms: latency.p99,
  };
}

function report({ bare, idleBytes, closed, knee, half, over, soak, mostBytes }) {
  const whole = (value) => value.toFixed(0);
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  const best = Math.max(...bare.map(({ textsPerSecond }) => textsPerSecond));
  const row = (name, one) => [
    name,
    one.intendedPerSecond ?? "–",
    whole(one.goodPerSecond),
    whole(one.refusedPerSecond),
    whole(one.otherAnswers + one.errors),
    ...[one.p50Ms, one.p95Ms, one.p99Ms].map((ms) => ms.toFixed(1)),
  ];
  writeResults({
    name: "serving",
    part: [layers === 3 ? "" : `l${layers}`, precision === "fp32" ? "" : precision].filter(Boolean).join("-"),
    title: "The service on one core",
    machine,
    quick,
    data: { layers, precision, store, seconds, bare, closed, half, over, soak, idleBytes, mostBytes },
    lines: [
      `Encoder: ${layers === 3 ? "the shipped one, 3 layers" : `random weights, ${layers} layers`}, ${precision}, 384 wide; store: ${store}; one text a request, ` +
        `turns of our sample (${texts.length} texts). Both processes of the service share core ${core}; the load runs on the other.`,
      "",
      "The classifier alone, in one process on that core:",
      "",
      ...table(
        ["texts a call", "texts/s", "p50 ms a call"],
        bare.map(({ batchSize, textsPerSecond, p50Ms }) => [batchSize, whole(textsPerSecond), p50Ms.toFixed(2)]),
      ),
      "The service; latencies at a rate are from the intended time of sending:",
      "",
      ...table(
        ["load", "intended/s", "answered/s", "503/s", "others", "p50 ms", "p95 ms", "p99 ms"],
        [
          ...closed.map((one) => row(`closed loop, ${one.connections} connections`, one)),
          row("half of the best", half),
          row("ten times the best", over),
        ],
      ),
      `Best rate: ${whole(knee)} requests/s, ${((100 * knee) / best).toFixed(0)} % of the classifier alone at its best. ` +
        `Under ten times that load ${((100 * over.goodPerSecond) / knee).toFixed(0)} % of it is answered in time. ` +
        `At half of it p99 is ${(half.p99Ms / half.p50Ms).toFixed(1)} times p50.`,
      "",
      ...(soak === undefined
        ? []
        : [
            `Half of the best rate for ${soak.minutes} minutes: ${megabytes(soak.firstBytes)} after the first, ` +
              `${megabytes(soak.lastBytes)} at the end; p99 ${soak.load.p99Ms.toFixed(1)} ms, ${whole(soak.load.refusedPerSecond)} refused a second.`,
            "",
          ]),
      `Resident memory of both processes: ${megabytes(idleBytes)} at the start, ${megabytes(mostBytes)} at most.`,
    ],
  });
}
