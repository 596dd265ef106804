import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { exampleRun, exampleSettings, finishRun, withTemporaryFolder } from "../../testing/example-run.ts";
import { readRecords } from "../../testing/read-records.ts";
import { exportWandb } from "./offline-log.ts";

/** Fields of a message by number; submessages and texts as bytes, integers as numbers. */
function fieldsOf(message: Uint8Array): [number, Uint8Array | number][] {
  const reader = new BinaryReader(message);
  const fields: [number, Uint8Array | number][] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    fields.push([field, wireType === 0 ? Number(reader.int64()) : reader.bytes()]);
  }
  return fields;
}

const text = (value: unknown): string => Buffer.from(value as Uint8Array).toString("utf8");

test("a run becomes the folder that `wandb sync` looks for, with numbered records and the exit last", () =>
  withTemporaryFolder(async (folder) => {
    const run = exampleRun(folder, 2);
    run.appendOutput("hello");
    mkdirSync(join(run.path, "model"));
    writeFileSync(join(run.path, "model/model.onnx"), "weights");
    finishRun(run, join(run.path, "model"));
    const settings = exampleSettings("http://127.0.0.1:1", { mode: "offline", logArtifact: true });
    const out = await exportWandb(run.path, join(folder, "wandb"), { ...settings, runId: "abcd1234" });
    expect(basename(out)).toBe("offline-run-20260102_030405-abcd1234");
    const records = readRecords(readFileSync(join(out, "run-abcd1234.wandb"))).map(fieldsOf);
    expect(records.map((fields) => fields[0])).toEqual(records.map((_, index) => [1, index + 1]));
    const kinds = records.map((fields) => fields[1]?.[0]);
    const names = { header: 21, run: 17, output: 13, history: 2, summary: 3, files: 6, artifact: 8, exit: 18 };
    expect(kinds).toEqual([
      names.header,
      names.run,
      names.output,
      names.history,
      names.history,
      names.summary,
      names.files,
      names.artifact,
      names.exit,
    ]);
    const run17 = Object.fromEntries(fieldsOf(records[1]?.[1]?.[1] as Uint8Array));
    expect([text(run17[1]), text(run17[2]), text(run17[3]), text(run17[6]), text(run17[10])]).toEqual([
      "abcd1234",
      "team",
      "demo",
      "grid-1",
      "a",
    ]);
    const items = fieldsOf(records[3]?.[1]?.[1] as Uint8Array)
      .filter(([field]) => field === 1)
      .map(([, item]) => Object.fromEntries(fieldsOf(item as Uint8Array)))
      .map((item) => [text(item[1]), text(item[16])]);
    expect(items).toEqual(
      expect.arrayContaining([
        ["loss", "1"],
        ["_step", "1"],
        ["hardNegatives", "null"],
        ["_runtime", "1"],
      ]),
    );
    expect(readFileSync(join(out, "files/final-metrics.json"), "utf8")).toContain("test_accuracy");
  }));

test("a run that has been sent in part keeps its id, and a folder that is there is not overwritten", () =>
  withTemporaryFolder(async (folder) => {
    const run = exampleRun(folder, 1);
    finishRun(run);
    const settings = { ...exampleSettings("http://127.0.0.1:1"), runId: "abcd1234" };
    await exportWandb(run.path, folder, settings);
    await expect(exportWandb(run.path, folder, settings)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
  }));
