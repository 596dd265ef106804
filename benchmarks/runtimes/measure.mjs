// What every side measures, and says as one line of JSON.

/**
 * Latency of a text alone, then texts a second of the whole list, the best of `repeats`.
 *
 * @param one encodes one text. @param all encodes all of them, batches as the program makes them.
 * @param prepare what of `one` is tokenising, if it can be told apart.
 */
export async function measure({ texts, calls, repeats }, { one, all, prepare }) {
  for (const text of texts.slice(0, 30)) await one(text);
  const latency = await timed(texts, calls, one);
  const tokenising = prepare === undefined ? {} : { tokenise: await timed(texts, calls, prepare) };
  let seconds = Infinity;
  for (let i = 0; i < repeats; i++) {
    const began = performance.now();
    await all(texts);
    seconds = Math.min(seconds, (performance.now() - began) / 1000);
  }
  console.log(JSON.stringify({ ...latency, ...tokenising, textsPerSecond: texts.length / seconds }));
}

async function timed(texts, calls, run) {
  const times = [];
  for (let i = 0; i < calls; i++) {
    const began = performance.now();
    await run(texts[i % texts.length]);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const sum = times.reduce((total, time) => total + time, 0);
  return { p50: times[Math.floor(calls * 0.5)], p99: times[Math.floor(calls * 0.99)], mean: sum / calls };
}

/** Lists of 32, the longest texts first, as programs that sort inside make them. */
export function batchesByLength(texts, lengthOf = (text) => text.length, size = 32) {
  const order = [...texts].sort((a, b) => lengthOf(b) - lengthOf(a));
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size));
}
