// From a CSV to saved weights with the library's own pieces: what `train` does, without its run folder, checkpoints and
// logs. Read this first to see how the parts meet. Run (Node 22.18 or newer strips the types):
//   npm run build && node examples/train-by-hand.ts [TRAIN.csv OUT]
import { createSampler, dataConfigSchema, buildSequenceTable, labelIndices, readDataset } from "@intentsmith/data";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { loadModel, resolveBase, saveModel, SentenceEncoder } from "@intentsmith/model";
import { embeddingInput, labelAccuracy } from "@intentsmith/eval";
import {
  batchFeeds,
  batchObjective,
  createAdamWState,
  embeddingTables,
  labelSoftmaxLoss,
  scheduleFactor,
  TrainableParameters,
  TrainingStep,
  updateParameters,
} from "@intentsmith/train";

const [file = "examples/support.csv", out = "runs/by-hand"] = process.argv.slice(2);
const [epochs, batchTexts, learningRate, seed] = [4, 16, 5e-4, 42];

// 1. Files → examples, labels and the words that stand for them: "reset_password" is trained as "reset password".
const dataset = await readDataset(dataConfigSchema.parse({ reader: "csv", files: [file], splits: { test: 0.25 } }));
const examples = dataset.examples.filter(({ split }) => split === "train");
const exampleLabels = labelIndices(examples, dataset.labels); // [B]

// 2. The base encoder, and every distinct input as token ids, once.
const model = await loadModel(await resolveBase("minilm-l3-mini"));
const table = buildSequenceTable(examples, dataset);
const sequences = table.inputs.map((input) => model.tokenizer.encode(input, model.maxSequenceLength));

// 3. Batches of B texts with all their C labels, as index pairs into the U distinct sequences of a batch.
const labelCount = dataset.labels.length; // C
const sampler = createSampler({ type: "grouped", batchTexts }, { table, exampleLabels, labelCount, seed });
const steps = sampler.batchesPerEpoch * epochs;

// 4. All parameters in one array, AdamW's moments beside it, and one graph for loss and gradients.
const tables = embeddingTables(model);
const parameters = new TrainableParameters(model, sequences);
const optimizer = createAdamWState(parameters.arena.data);
const loss = labelSoftmaxLoss({ scale: 20, labelCount });
const step = new TrainingStep({
  engine: onnxruntimeEngine(),
  shape: model,
  parameters,
  objective: batchObjective(loss),
  dropout: { hidden: 0.1, attention: 0.1 },
  seed,
});

// 5. A step: forward and backward in one run, then clip and AdamW at a rate that rises for a tenth and falls to 0.
for (let epoch = 0, done = 0; epoch < epochs; epoch++) {
  let sum = 0;
  for (const batch of sampler.epoch(epoch)) {
    const texts = Array.from(batch.sequences, (index) => sequences[index] as Int32Array);
    sum += (await step.run(texts, batchFeeds(batch), done)).loss;
    const rate = learningRate * scheduleFactor("linear", done++, Math.ceil(steps / 10), steps);
    updateParameters(parameters, optimizer, rate, { weightDecay: 0.01, maxGradNorm: 1 });
  }
  console.log(`epoch ${epoch + 1}: mean loss ${(sum / sampler.batchesPerEpoch).toFixed(4)}`);
}
await step.release();

// 6. Back into the checkpoint's tensors; measured on texts that were not trained on; saved as sentence-transformers does.
parameters.storeInto(model, tables);
const held = dataset.examples.filter(({ split }) => split === "test");
const encoder = new SentenceEncoder(model);
const { accuracy, correct, total } = labelAccuracy({
  ...embeddingInput(
    await encoder.encode(held.map(({ text }) => text)),
    await encoder.encode(dataset.labelWords),
    labelIndices(held, dataset.labels),
  ),
  labelNames: dataset.labels,
});
await encoder.release();
console.log(`test accuracy ${accuracy.toFixed(4)} (${correct}/${total})`);
await saveModel(out, model);
console.log(`saved: ${out}`);
