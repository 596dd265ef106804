import { Agent, request } from "node:http";

/**
 * Sends requests at their intended times, evenly spaced, whatever the answers do, and measures from the intended time: what a
 * user feels. (autocannon -R hands each connection its share once a second, which is a burst of all connections.)
 */
export async function openLoop(url, { bodies, perSecond, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const results = [];
  const total = Math.round(perSecond * seconds);
  const started = performance.now();
  const pending = [];
  for (let i = 0; i < total; i++) {
    const intendedMs = started + (i * 1000) / perSecond;
    const early = intendedMs - performance.now();
    if (early > 1) await new Promise((later) => setTimeout(later, early));
    else if (i % 20 === 0) await new Promise((later) => setImmediate(later));
    pending.push(send(url, agent, bodies[i % bodies.length], intendedMs, results));
  }
  const sendingS = (performance.now() - started) / 1000;
  await Promise.all(pending);
  agent.destroy();
  return summarise(results, perSecond, sendingS);
}

function send(url, agent, body, intendedMs, results) {
  return new Promise((resolve) => {
    const done = (status) => {
      results.push({ status, ms: performance.now() - intendedMs });
      resolve();
    };
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request(`${url}/v1/classify`, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => done(response.statusCode));
    });
    sent.on("error", () => done(0));
    sent.end(body);
  });
}

function summarise(results, perSecond, seconds) {
  const of = (status) => results.filter((result) => result.status === status).map(({ ms }) => ms);
  const good = of(200).sort((a, b) => a - b);
  const refused = of(503).sort((a, b) => a - b);
  const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return {
    intendedPerSecond: perSecond,
    sentPerSecond: results.length / seconds,
    goodPerSecond: good.length / seconds,
    refusedPerSecond: refused.length / seconds,
    otherAnswers: results.length - good.length - refused.length,
    errors: 0,
    p50Ms: at(good, 0.5),
    p95Ms: at(good, 0.95),
    p99Ms: at(good, 0.99),
    refusedP99Ms: at(refused, 0.99),
  };
}
