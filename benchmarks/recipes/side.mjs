// One training of a recipe in a process of its own: accuracy on validation, seconds since the process began. With `test` the
// model of an earlier call is measured on test instead.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier, readTrainedModelRecord } from "@intentsmith/classifier";
import { silentLogger } from "@intentsmith/core";
import { modelInput } from "@intentsmith/data";
import { examplesOf, parseTrainingConfig, planTraining, train } from "@intentsmith/train";

const { data, base, train: settings, out, test } = JSON.parse(process.argv[2]);
const config = parseTrainingConfig({ data, model: { base }, train: settings }, "recipe");
const plan = await planTraining(config, { logger: silentLogger });
const folder = join(out, "model");
if (test) {
  const classifier = await IntentClassifier.load(folder, { threads: settings.threads });
  const rows = examplesOf(plan.dataset, "test");
  const answers = await classifier.classify(rows.map((row) => modelInput(row, plan.dataset.context)));
  await classifier.release();
  const right = answers.filter((answer, i) => (answer.label ?? answer.wouldBe) === rows[i].label).length;
  console.log(JSON.stringify({ test: right / rows.length }));
} else {
  rmSync(out, { recursive: true, force: true });
  const result = await train(config, { out, plan, logger: silentLogger, test: false });
  const cpu = process.cpuUsage(); // since the process began, too
  console.log(
    JSON.stringify({
      validation: result.validation.result.accuracy,
      seconds: performance.now() / 1000,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      steps: result.steps,
      bestEpoch: result.bestEpoch,
      head: readTrainedModelRecord(folder).head?.type ?? "label-words",
      settings: plan.config.train,
    }),
  );
}
