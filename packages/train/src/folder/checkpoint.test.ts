import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, describe, test } from "vitest";
import { restoreCheckpoint, writeCheckpoint, type CheckpointArrays, type TrainingProgress } from "./checkpoint.ts";
import { rememberingLogger, temporaryFolder } from "../testing/example-training.ts";
import { thrown } from "../testing/thrown.ts";

const arraysOf = (value: number): CheckpointArrays => ({
  parameters: new Float32Array(5).fill(value),
  firstMoments: new Float32Array(5).fill(value + 0.25),
  secondMoments: new Float32Array(5).fill(value + 0.5),
});
const progressOf = (step: number, epoch = 0): TrainingProgress => ({
  step,
  epoch,
  batch: epoch === 0 ? step : 0,
  untouchedDecay: 1 - step / 1000,
  best: epoch === 0 ? null : { epoch, value: 0.75 },
  epochsWithoutGain: 1,
  stopped: false,
});
const write = (folder: string, step: number, epoch = 0, keep = 2): Promise<string> =>
  writeCheckpoint(folder, "config", progressOf(step, epoch), arraysOf(step), keep);

/** Three checkpoints: steps 2 and 4, and the end of the epoch after step 4. */
async function threeCheckpoints(): Promise<{ folder: string; paths: string[] }> {
  const folder = join(temporaryFolder(), "checkpoints");
  const paths = [await write(folder, 2, 0, 9), await write(folder, 4, 0, 9), await write(folder, 4, 1, 9)];
  return { folder, paths };
}

test("what is restored is what was written, the newest of all", async () => {
  const { folder } = await threeCheckpoints();
  const arrays = arraysOf(NaN);
  expect(restoreCheckpoint(folder, "config", arrays, rememberingLogger().logger)).toEqual(progressOf(4, 1));
  expect(arrays).toEqual(arraysOf(4));
});

test("the end of an epoch does not replace the checkpoint of its last step, and the oldest go", async () => {
  const folder = join(temporaryFolder(), "checkpoints");
  for (const [step, epoch] of [
    [2, 0],
    [4, 0],
    [4, 1],
    [6, 1],
  ] as const)
    await write(folder, step, epoch);
  expect(readdirSync(folder).sort()).toEqual(["step-000000004-epoch-00001", "step-000000006-epoch-00001"]);
});

test("no folder and an empty one have no checkpoint", async () => {
  const { logger } = rememberingLogger();
  expect(restoreCheckpoint(join(temporaryFolder(), "none"), "config", arraysOf(0), logger)).toBeUndefined();
});

const damages: [string, (path: string) => void][] = [
  ["a flipped byte in the weights", (path) => flip(join(path, "parameters.bin"), 7)],
  ["a flipped byte in the moments", (path) => flip(join(path, "secondMoments.bin"), 0)],
  ["a weight file cut short", (path) => truncateSync(join(path, "parameters.bin"), 11)],
  ["a weight file that is longer", (path) => appendFileSync(join(path, "firstMoments.bin"), "x")],
  ["an array that is gone", (path) => rmSync(join(path, "firstMoments.bin"))],
  ["a record that is gone", (path) => rmSync(join(path, "checkpoint.json"))],
  ["a record cut short", (path) => truncateSync(join(path, "checkpoint.json"), 40)],
  ["an empty record", (path) => writeFileSync(join(path, "checkpoint.json"), "null")],
  ["another step in the record", (path) => edit(path, '"step": 4', '"step": 5')],
  ["another config in the record", (path) => edit(path, '"configHash": "config"', '"configHash": "confih"')],
];

describe.each(damages)("%s", (_, damage) => {
  test("is named; the checkpoint before is used, and that is said", async () => {
    const { folder, paths } = await threeCheckpoints();
    damage(paths[2] as string);
    const { logger, lines } = rememberingLogger();
    const arrays = arraysOf(NaN);
    expect(restoreCheckpoint(folder, "config", arrays, logger)).toEqual(progressOf(4, 0));
    expect(arrays).toEqual(arraysOf(4));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`warning: damaged checkpoint: ${paths[2]}`);
    expect(lines[1]).toBe(`warning: going on from the checkpoint before: ${paths[1]}`);
    expect(existsSync(paths[2] as string)).toBe(false);
  });
});

test("all damaged: CHECKPOINT_UNUSABLE, each named, none removed", async () => {
  const { folder, paths } = await threeCheckpoints();
  for (const path of paths) rmSync(join(path, "parameters.bin"));
  const { logger, lines } = rememberingLogger();
  expect(await thrown(() => restoreCheckpoint(folder, "config", arraysOf(0), logger))).toMatch(
    /^CHECKPOINT_UNUSABLE: .*all checkpoints are damaged \(3\)/,
  );
  expect(lines).toHaveLength(3);
  expect(readdirSync(folder)).toHaveLength(3);
});

test("a foreign one is CHECKPOINT_UNUSABLE and says so", async () => {
  const { folder, paths } = await threeCheckpoints();
  expect(await thrown(() => restoreCheckpoint(folder, "other", arraysOf(0), rememberingLogger().logger))).toBe(
    `CHECKPOINT_UNUSABLE: ${paths[2]}: it belongs to another config, data set or base model | Resume with the config the run was started with, or start anew (distill: remove the .work folder).`,
  );
});

test("left-overs of a write that was cut off are not taken for checkpoints, and go", async () => {
  const { folder, paths } = await threeCheckpoints();
  const name = ".step-000000009-epoch-00001.abcd.partial";
  for (const path of paths.slice(0, 1)) writeFileSync(join(folder, name), readFileSync(join(path, "parameters.bin")));
  expect(restoreCheckpoint(folder, "config", arraysOf(0), rememberingLogger().logger)?.step).toBe(4);
  expect(readdirSync(folder)).not.toContain(name);
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

function edit(checkpoint: string, from: string, to: string): void {
  const path = join(checkpoint, "checkpoint.json");
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}
