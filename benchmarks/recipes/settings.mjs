const grouped = (batchTexts, textsTogether) => ({
  type: "grouped",
  batchTexts,
  ...(textsTogether === undefined ? {} : { textsTogether }),
});
const fineTune = (settings) => ({
  method: "fine-tune",
  sampler: grouped("auto"),
  loss: { type: "label-softmax" },
  epochs: "auto",
  learningRate: "auto",
  warmupRatio: 0.1,
  refitHead: "auto",
  ...settings,
});
const contrastive = (batchTexts, together, settings) =>
  fineTune({ loss: { type: "supervised-contrastive" }, sampler: grouped(batchTexts, together), ...settings });

/** `train` blocks, the cheapest first. Add what is to be tried: what was tried stays in the results. */
export const recipes = {
  "frozen, logistic": { method: "head", head: { type: "logistic" } },
  "frozen, nearest texts": { method: "head", head: { type: "nearest-examples" } },
  "rule (label softmax)": fineTune({}),
  "rule, 4 layers frozen": fineTune({ freezeLayers: 4 }),
  "label softmax, 5 epochs": fineTune({ epochs: 5 }),
  "label softmax, 8 epochs": fineTune({ epochs: 8 }),
  "label softmax, 5 epochs, 5e-4": fineTune({ epochs: 5, learningRate: 5e-4 }),
  "label vectors, 5 epochs": fineTune({ epochs: 5, loss: { type: "label-vectors" } }),
  "contrastive, 2 together": contrastive("auto", 2, {}),
  "contrastive, 4 together": contrastive("auto", 4, {}),
  "contrastive, 5 together, 10 epochs": contrastive(32, 5, { epochs: 10 }),
  "contrastive, 5 together, 20 epochs": contrastive(32, 5, { epochs: 20 }),
  "contrastive, 5 together, 10 epochs, 2 frozen": contrastive(32, 5, { epochs: 10, freezeLayers: 2 }),
};
