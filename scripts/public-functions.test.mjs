// What others call with values of their own (paths, texts, options) refuses what it cannot use with a code, and never
// with a raw TypeError. Functions that only take what another one of ours returned are not among them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as classifier from "../packages/classifier/src/index.ts";
import * as core from "../packages/core/src/index.ts";
import * as data from "../packages/data/src/index.ts";
import * as evaluation from "../packages/eval/src/index.ts";
import * as exporting from "../packages/export/src/index.ts";
import * as graph from "../packages/graph/src/index.ts";
import * as model from "../packages/model/src/index.ts";
import * as serve from "../packages/serve/src/index.ts";
import * as tracking from "../packages/tracking/src/index.ts";
import * as train from "../packages/train/src/index.ts";

const path = "nowhere/at/all";
const home = process.cwd();
const work = mkdtempSync(join(tmpdir(), "intentsmith-public-"));
beforeAll(() => process.chdir(work));
afterAll(() => {
  process.chdir(home);
  rmSync(work, { recursive: true });
});

/** Of each function: arguments that fit, so that one at a time can be replaced. */
const functions = {
  "classifier.IntentClassifier.load": [classifier.IntentClassifier.load, path, {}],
  "classifier.openModelFolder": [classifier.openModelFolder, path, {}],
  "classifier.isExportedFolder": [classifier.isExportedFolder, path],
  "classifier.openExportedFolder": [classifier.openExportedFolder, path],
  "classifier.readManifest": [classifier.readManifest, path],
  "classifier.readGolden": [classifier.readGolden, path],
  "classifier.readTrainedModelRecord": [classifier.readTrainedModelRecord, path],
  "classifier.verifyExportedFolder": [classifier.verifyExportedFolder, path, {}],
  "core.parseJson": [core.parseJson, "{}", path, "it"],
  "core.readJsonFile": [core.readJsonFile, path, "it"],
  "core.readYamlFile": [core.readYamlFile, path],
  "core.writeDirectoryAtomic": [core.writeDirectoryAtomic, "written", () => {}, {}],
  "core.writeFileAtomic": [core.writeFileAtomic, "file", ""],
  "data.createSampler": [data.createSampler, {}, {}],
  "data.fetchDataset": [data.fetchDataset, "nowhere", {}],
  "data.hashDataFiles": [data.hashDataFiles, [path]],
  "data.readDataset": [data.readDataset, {}, {}],
  "data.writePairsCsv": [data.writePairsCsv, {}, path],
  "eval.metricDirection": [evaluation.metricDirection, "accuracy"],
  "eval.evaluatorForMetric": [evaluation.evaluatorForMetric, "accuracy"],
  "eval.wilsonInterval": [evaluation.wilsonInterval, 1, 2],
  "export.exportModel": [exporting.exportModel, path, "never/written", {}],
  "graph.GraphBuilder.input": [(...given) => new graph.GraphBuilder().input(...given), "x", "float32", [2]],
  "graph.GraphBuilder.constant": [
    (...given) => new graph.GraphBuilder().constant(...given),
    Float32Array.of(1),
    [1],
    "float32",
  ],
  "graph.GraphBuilder.op": [(...given) => new graph.GraphBuilder().op(...given), "Add", []],
  "graph.Value.add": [(other) => new graph.GraphBuilder().input("x", "float32", [2]).add(other), 1],
  "graph.checkGradients": [graph.checkGradients, {}, {}],
  "graph.gradient": [graph.gradient, {}, {}, []],
  "graph.writeModel": [graph.writeModel, {}, {}],
  "graph.printGraph": [graph.printGraph, {}],
  "graph.onnxruntimeEngine": [graph.onnxruntimeEngine, {}],
  "graph.openOnnxSession": [graph.openOnnxSession, path, {}],
  "model.loadModel": [model.loadModel, path, {}],
  "model.loadTokenizer": [model.loadTokenizer, path],
  "model.readSafetensors": [model.readSafetensors, path],
  "model.resolveBase": [model.resolveBase, `./${path}`, {}],
  "model.saveModel": [model.saveModel, "never/written", {}, {}],
  "model.SentenceEncoder.load": [(...given) => model.SentenceEncoder.load(...given), path, {}],
  "serve.KeyStore": [(...given) => new serve.KeyStore(...given), path],
  "serve.ModelStateFile": [(...given) => new serve.ModelStateFile(...given), path],
  "serve.listVersions": [serve.listVersions, path, {}],
  "serve.readSettings": [serve.readSettings, {}],
  "serve.startService": [serve.startService, {}, {}],
  "serve.versionFolder": [serve.versionFolder, path, "name"],
  "tracking.RunDirectory.create": [(...given) => tracking.RunDirectory.create(...given), "never/written", {}],
  "tracking.compareRuns": [tracking.compareRuns, [path, path], {}],
  "tracking.exportWandb": [tracking.exportWandb, path, path, {}],
  "tracking.isRunDirectory": [tracking.isRunDirectory, path],
  "tracking.listRuns": [tracking.listRuns, path, {}],
  "tracking.readRunRecord": [tracking.readRunRecord, path],
  "tracking.settingsForSync": [tracking.settingsForSync, path, {}, "offline"],
  "tracking.showRun": [tracking.showRun, path],
  "tracking.syncRun": [tracking.syncRun, path, {}],
  "train.distill": [train.distill, {}],
  "train.fit": [train.fit, {}, {}],
  "train.isFitDirectory": [train.isFitDirectory, path],
  "train.isGridDirectory": [train.isGridDirectory, path],
  "train.neverBegun": [train.neverBegun, path],
  "train.parseTrainingConfig": [train.parseTrainingConfig, {}, "config"],
  "train.planTraining": [train.planTraining, {}, {}],
  "train.readGridRecord": [train.readGridRecord, path],
  "train.readTrainingConfig": [train.readTrainingConfig, path],
  "train.removeRun": [train.removeRun, path],
  "train.runGrid": [train.runGrid, {}, {}, {}],
  "train.train": [train.train, {}, {}],
};

const junk = [undefined, null, 42, NaN, true, "", [], [42], {}, { unknown: 1 }, () => 1];

/** What it throws, or undefined. */
async function thrownBy(call) {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(functions))("%s", (_, [call, ...good]) => {
  it("refuses junk with a code and a hint, or does with it what it says", async () => {
    const outcomes = await Promise.all(
      good.flatMap((_, place) =>
        junk.map(async (value) => {
          const error = await thrownBy(() => call(...good.with(place, value)));
          const isFine = error === undefined || (error.name === "IntentsmithError" && error.code !== "INTERNAL");
          return isFine ? [] : [`argument ${place} ${String(value)}: ${error}`];
        }),
      ),
    );
    expect(outcomes.flat()).toEqual([]);
  });
});

it.each([
  ["applySettings", () => core.applySettings({}, "a=b"), "applySettings: settings: expected a list of texts"],
  ["loadModel", () => model.loadModel(42), "loadModel: folder: expected a path, received 42"],
  [
    "exportModel",
    () => exporting.exportModel(path, path, { thread: 1 }),
    'exportModel: options: unknown option "thread"',
  ],
  ["train", () => train.train({}, { out: "" }), 'train: options.out: expected a path, received ""'],
  [
    "listRuns",
    () => tracking.listRuns(path, { goal: "up" }),
    'listRuns: order.goal: expected "maximize" or "minimize"',
  ],
  ["readSettings", () => serve.readSettings({ settings: "a=b" }), "readSettings: sources.settings: expected a list of"],
])("%s names function, argument, what was expected", async (_, call, message) => {
  expect(await thrownBy(call)).toMatchObject({
    code: "ARGUMENT_INVALID",
    message: expect.stringContaining(message),
    hint: expect.any(String),
  });
});
