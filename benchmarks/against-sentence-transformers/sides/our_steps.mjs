// Steps of ours on batches of a sampler: forward, backward, dropout, clip, AdamW.
import { loadModel, cookingConfig, cookingPlan } from "../../shared/cooking.mjs";
import { mean, sum } from "../../shared/spread.mjs";
import { createTrainer, firstBatches } from "../../shared/training.mjs";

const { data, base, sampler, batchTexts, steps, warmUp, threads } = JSON.parse(process.argv[2]);
const size = sampler === "grouped" ? `train.sampler.batchTexts=${batchTexts}` : "train.sampler.batchPairs=64";
const path = sampler === "grouped" ? "configs/wizard-of-tasks-cooking.yaml" : "configs/wizard-of-tasks-seed.yaml";
const config = cookingConfig(path, { data, base, settings: [size] });
const plan = await cookingPlan(config, { ...(await loadModel(base)), maxSequenceLength: 128 });
const trainer = createTrainer({
  model: plan.model,
  sequences: plan.sequences,
  rate: 0.1,
  threads,
});
const results = [];
for (const { batch, rows } of firstBatches(plan, warmUp + steps)) results.push(await trainer.step(batch, rows));
await trainer.release();
const timed = results.slice(warmUp);
const seconds = timed.map((result) => result.totalMs / 1000);
const tokens = sum(timed.map((result) => result.tokenCount));
console.log(
  JSON.stringify({ stepSeconds: mean(seconds), steps: timed.length, tokens, tokensPerSecond: tokens / sum(seconds) }),
);
