import { SeededRandom } from "@intentsmith/core";
import {
  closerLook,
  compareEvaluations,
  labelAccuracy,
  type Curve,
  type GridReportInput,
  type GridSetting,
  type LabelAccuracyResult,
  type ReportInput,
  type RunReportInput,
} from "@intentsmith/eval";

/**
 * A report input of made-up texts and labels, the same for the same numbers: neighbouring labels are taken for each
 * other, every fifth label often. `all`: every text is right, or none.
 */
export function madeReport(labelCount: number, textCount: number, all?: "right" | "wrong"): ReportInput {
  const random = new SeededRandom(`${labelCount} ${textCount}`);
  const labelNames = Array.from(
    { length: labelCount },
    (_, k) => `${words[k % words.length]}_${verbs[(k * 7) % verbs.length]}_${k}`,
  );
  const targets = Int32Array.from({ length: textCount }, () => random.integer(labelCount));
  const scores = new Float32Array(textCount * labelCount);
  for (const [i, target] of targets.entries()) {
    for (let k = 0; k < labelCount; k++) scores[i * labelCount + k] = 0.3 * random.next();
    const near = (target + 1) % labelCount;
    scores[i * labelCount + target] = 0.55 + 0.4 * random.next();
    scores[i * labelCount + near] = (target % 5 === 0 ? 0.45 : 0.2) + 0.4 * random.next();
    if (all !== undefined) scores[i * labelCount + (all === "right" ? target : near)] = 1;
    else if (random.next() < 0.05) scores[i * labelCount + random.integer(labelCount)] = 0.9;
  }
  const result = labelAccuracy({ scores, labelCount, targets, labelNames });
  return {
    title: `Made-up support requests, ${labelCount} labels: test split`,
    result,
    metrics: {
      accuracy: result.accuracy,
      macro_f1: result.macroF1,
      cosine_accuracy: 0.91,
      cosine_accuracy_threshold: 0.61,
      pearson_cosine: NaN,
    },
    facts: {
      model: "runs/made/model",
      base: "minilm-l3-mini",
      date: "2026-01-31",
      "learning rate": 2e-5,
      "training rows": 8000,
    },
    examples: Array.from(targets, (target, i) => ({
      text: `Hello, I have a question about ${(labelNames[target] as string).replaceAll("_", " ")}; can you help me, number ${i}?`,
      id: `support.csv:${i + 1}`,
    })),
  };
}

const words = [
  "card",
  "transfer",
  "top_up",
  "account",
  "exchange",
  "refund",
  "passcode",
  "delivery",
  "fee",
  "limit",
  "identity",
];
const verbs = [
  "pending",
  "declined",
  "arrival",
  "not_working",
  "request",
  "cancelled",
  "estimate",
  "wrong_amount",
  "verify",
];

/** The same with every part that a report can have. */
export function withEverything(input: ReportInput): ReportInput {
  const { result } = input;
  const examples = (input.examples ?? []).map(({ text, id = "" }, i) => ({
    id,
    text,
    label: nameOf(result, result.targets[i] as number),
    where: id,
    split: "test" as const,
    source: i % 3 === 0 ? "chat.csv" : "support.csv",
  }));
  const other = madeReport(result.perLabel.length, result.total).result;
  const shifted = {
    ...other,
    predictions: { ...other.predictions, label: other.predictions.label.map(almostThat(result)) },
  };
  const names = { model: "runs/made/model", other: "runs/earlier/model" };
  const neighbour = (label: string): { label: string; text: string; id: string; cosine: number } => ({
    label,
    text: "I have a question",
    id: "train.csv:7",
    cosine: 0.83,
  });
  return {
    ...input,
    comparison: { ...compareEvaluations({ examples, result }, { examples, result: shifted }), names },
    threshold: 0.6,
    reliability: [0.35, 0.55, 0.75, 0.95].map((confidence, i) => ({
      confidence,
      accuracy: 0.2 + 0.24 * i,
      count: 40 * (i + 1),
    })),
    neighbours: new Map(
      examples.map(({ label }, i) => [
        i,
        [neighbour(nameOf(result, result.predictions.label[i] as number)), neighbour(label)],
      ]),
    ),
    look: closerLook(
      {
        examples,
        result,
        input: { scores: result.predictions.scores, labelCount: result.perLabel.length, targets: result.targets },
        outOfScope: { scores: new Float32Array() },
      },
      { examples: [...examples, ...examples.slice(0, 9).map((one) => ({ ...one, split: "train" as const }))] },
      { temperature: 0.2 },
    ),
  };
}

function nameOf({ perLabel }: LabelAccuracyResult, k: number): string {
  return perLabel[k]?.label ?? "";
}

/** Every seventh answer right instead, every eleventh wrong. */
function almostThat({ targets, perLabel }: LabelAccuracyResult): (label: number, i: number) => number {
  return (label, i) => {
    const target = targets[i] as number;
    if (i % 7 === 0) return target;
    return i % 11 === 0 ? (target + 1) % perLabel.length : label;
  };
}

/** A run of four epochs: its model on 12 labels, with everything, and its curves. */
export function madeRun(): RunReportInput {
  const { title: _, facts, ...evaluation } = withEverything(madeReport(12, 700));
  const steps = Array.from({ length: 1200 }, (_, i) => i + 1);
  const falling = (i: number): number => 2 * Math.exp(-i / 300) + 0.2 + 0.1 * Math.sin(i);
  const by = (name: string, y: (step: number) => number): Curve => ({
    name,
    along: "step",
    points: steps.map((step) => ({ x: step, y: y(step) })),
  });
  return {
    title: "Run made",
    evaluation: { on: "the test split", ...evaluation },
    finalMetrics: {},
    curves: [
      by("loss", falling),
      by("learning rate", (step) => 2e-5 * Math.min(step / 120, (1200 - step) / 1080)),
      by("gradient norm", (step) => 3 * falling(step)),
      {
        name: "validation accuracy",
        along: "epoch",
        points: [0.7, 0.81, 0.84, 0.83].map((y, i) => ({ x: i + 1, y })),
        mark: { x: 3, name: "the model that was kept" },
      },
    ],
    facts,
    config: { model: { base: "minilm-l3-mini" }, train: { epochs: 4, learningRate: 2e-5 } },
  };
}

/** A grid of three parameters, repeated three times, one trial of which failed. */
export function madeGrid(): GridReportInput {
  const settings = [0.00001, 0.00002, 0.00005].flatMap((rate) =>
    [2, 4].flatMap((epochs) =>
      ["online-contrastive", "label-softmax"].map((loss, i): GridSetting => {
        const mean = 0.8 + 0.02 * epochs + 1000 * rate - 0.01 * i;
        const values = { learningRate: String(rate), epochs: String(epochs), loss };
        return { values, mean, lowest: mean - 0.01, highest: mean + 0.02, repeats: 3 };
      }),
    ),
  );
  const best = settings.toSorted((a, b) => b.mean - a.mean);
  return {
    title: "Grid made",
    metric: "validation accuracy",
    parameters: ["learningRate", "epochs", "loss"],
    settings: best,
    winner: { name: "012-a-trial-with-a-name-that-is-long", testAccuracy: 0.87, testTexts: 700 },
    tied: ["011", "010"],
    table: {
      columns: [{ title: "rank", number: true }, { title: "validation_accuracy", number: true }, { title: "trial" }],
      rows: best.map(({ mean }, i) => [String(i + 1), mean.toFixed(4), `trial-${i}`]),
    },
    failed: [{ name: "013", reason: "TRAINING_DIVERGED: step 7: loss NaN".replace("NaN", "∞") }],
    facts: { trials: 37, time: "3 h 2 min" },
    config: { train: { seed: 42 } },
  };
}
