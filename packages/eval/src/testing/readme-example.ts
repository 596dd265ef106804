import { formatConfusions, formatLabelAccuracy, labelAccuracy, renderReport } from "@intentsmith/eval";

const result = labelAccuracy({
  scores: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.7, 0.3), // a row a text, a column a label
  labelCount: 2,
  targets: Int32Array.of(0, 1, 1),
  labelNames: ["request_next_step", "ask_question_recipe_steps"],
});

console.log(formatLabelAccuracy(result));
console.log(formatConfusions(result, { top: 8 }));

export const page: string = await renderReport({
  title: "Cooking, test split",
  result,
  metrics: {},
  facts: { base: "all-MiniLM-L6-v2", seed: 42 },
});
