/** What is varied, one thing at a time around 64 texts of 24 tokens, 11 labels, L6, 2 threads. */
export function sweeps(quick) {
  const base = quick
    ? { layers: 3, threads: 2, texts: 8, labels: 5, length: 12, steps: 1 }
    : { layers: 6, threads: 2, texts: 64, labels: 11, length: 24, steps: 5 };
  const vary = (name, values) => values.map((value) => ({ ...base, [name]: value }));
  return {
    length: {
      title: "Sequence length",
      axis: "tokens a text",
      points: vary("length", quick ? [8, 16] : [8, 16, 32, 64, 96, 128]),
    },
    texts: {
      title: "Texts a batch",
      axis: "texts a batch",
      logarithmic: true,
      points: vary("texts", quick ? [4, 8] : [16, 32, 64, 128, 256, 512]),
    },
    labels: {
      title: "Labels",
      axis: "labels",
      logarithmic: true,
      points: vary("labels", quick ? [2, 4] : [2, 5, 11, 25, 50, 77, 150]),
    },
    threads: {
      title: "Threads and layers",
      axis: "layers",
      points: (quick ? [1] : [1, 2]).flatMap((threads) =>
        (quick ? [3] : [3, 6, 12]).map((layers) => ({ ...base, threads, layers })),
      ),
    },
  };
}

/** Memory: L12 with 64 texts, ragged as real ones and all of the longest length; and a longer run for growth. */
export function memoryPoints(quick) {
  const base = { layers: 12, threads: 2, texts: 64, labels: 11 };
  if (quick) return { growth: { ...base, layers: 3, texts: 8, steps: 10, keepMemory: true } };
  return {
    ragged: { ...base, steps: 8 },
    longest: { ...base, length: 128, steps: 3 },
    growth: { ...base, layers: 6, steps: 200, keepMemory: true },
  };
}
