import { silentLogger } from "@intentsmith/core";
import { describe, expect, test } from "vitest";
import { unstarted, type TrainingProgress } from "../folder/checkpoint.ts";
import { runEpochs, type EpochLoop } from "./epochs.ts";

class Stopped extends Error {}

/** A training of three batches an epoch that only notes what the loop asks of it, with step and epoch at that moment. */
function noted(changes: Partial<EpochLoop<string, { loss: number; tokenCount: number }>> = {}): {
  loop: EpochLoop<string, { loss: number; tokenCount: number }>;
  notes: string[];
} {
  const notes: string[] = [];
  const progress = changes.progress ?? unstarted();
  const note = (what: string): void =>
    void notes.push(`${what} @${progress.epoch}.${progress.batch} s${progress.step}`);
  const loop = {
    epochs: 2,
    totalSteps: 6,
    progress,
    batches: (epoch: number, first: number) => ["a", "b", "c"].slice(first).map((name) => `${name}${epoch}`),
    step: async (batch: string) => {
      note(`step ${batch}`);
      return { loss: 1, tokenCount: 10 };
    },
    record: () => note("record"),
    endEpoch: async (epoch: number) => note(`end of ${epoch}`),
    checkpointDue: () => false,
    checkpoint: async () => note("checkpoint"),
    stopRequested: () => false,
    interrupt: async () => {
      note("interrupt");
      throw new Stopped();
    },
    logger: silentLogger,
    ...changes,
  };
  return { loop, notes };
}

describe("the loop over epochs", () => {
  test("steps, records after the step, ends the epoch, then writes its checkpoint under the next epoch's number", async () => {
    const { loop, notes } = noted();
    expect(await runEpochs(loop)).toMatchObject({ tokens: 60 });
    expect(notes.join("\n")).toBe(
      `
step a0 @0.0 s0
record @0.1 s1
step b0 @0.1 s1
record @0.2 s2
step c0 @0.2 s2
record @0.3 s3
end of 1 @0.3 s3
checkpoint @1.0 s3
step a1 @1.0 s3
record @1.1 s4
step b1 @1.1 s4
record @1.2 s5
step c1 @1.2 s5
record @1.3 s6
end of 2 @1.3 s6
checkpoint @2.0 s6`.trim(),
    );
  });

  test.each<[string, Partial<TrainingProgress>, string[]]>([
    ["in the middle of an epoch", { step: 2, epoch: 0, batch: 2 }, ["step c0", "end of 1", "step a1"]],
    ["at the start of an epoch", { step: 3, epoch: 1, batch: 0 }, ["step a1", "step b1", "step c1"]],
    ["with all batches of an epoch done and its end to come", { step: 3, epoch: 0, batch: 3 }, ["end of 1", "step a1"]],
    ["after the last epoch", { step: 6, epoch: 2, batch: 0 }, []],
    ["after an early stop", { step: 3, epoch: 1, batch: 0, stopped: true }, []],
  ])("goes on %s", async (_, at, first) => {
    const { loop, notes } = noted({ progress: { ...unstarted(), ...at } });
    await runEpochs(loop);
    const done = notes.filter((note) => /^(step|end)/.test(note)).map((note) => note.split(" @")[0]);
    expect(done.slice(0, first.length || undefined)).toEqual(first);
  });

  test("an epoch's end that says so is the last", async () => {
    const progress = unstarted();
    const { loop, notes } = noted({ progress, endEpoch: async () => void (progress.stopped = true) });
    await runEpochs(loop);
    expect(notes.at(-1)).toBe("checkpoint @1.0 s3");
    expect(progress.step).toBe(3);
  });

  test("asked to stop in an epoch, it writes a checkpoint after the step and ends", async () => {
    const progress = unstarted();
    const { loop, notes } = noted({ progress, stopRequested: () => progress.step === 2 });
    await expect(runEpochs(loop)).rejects.toThrow(Stopped);
    expect(notes.slice(-3)).toEqual(["record @0.2 s2", "checkpoint @0.2 s2", "interrupt @0.2 s2"]);
  });

  test("asked to stop while an epoch's end is measured, it ends after the epoch's checkpoint", async () => {
    let asked = false;
    const { loop, notes } = noted({ endEpoch: async () => void (asked = true), stopRequested: () => asked });
    await expect(runEpochs(loop)).rejects.toThrow(Stopped);
    expect(notes.slice(-2)).toEqual(["checkpoint @1.0 s3", "interrupt @1.0 s3"]);
  });

  test("a checkpoint that is due is written after the step", async () => {
    const progress = unstarted();
    const { loop, notes } = noted({ progress, checkpointDue: () => progress.step % 2 === 0 });
    await runEpochs(loop);
    expect(notes.filter((note) => note.startsWith("checkpoint"))).toEqual([
      "checkpoint @0.2 s2",
      "checkpoint @1.0 s3",
      "checkpoint @1.1 s4",
      "checkpoint @1.3 s6",
      "checkpoint @2.0 s6",
    ]);
  });

  test("signals act between steps: the loop gives way to the event loop after each", async () => {
    const progress = unstarted();
    let turned = 0;
    const { loop } = noted({
      progress,
      step: async () => {
        setImmediate(() => (turned = progress.step));
        return { loss: 1, tokenCount: 1 };
      },
      stopRequested: () => turned === 1,
    });
    await expect(runEpochs(loop)).rejects.toThrow(Stopped);
    expect(progress.step).toBe(1);
  });
});
