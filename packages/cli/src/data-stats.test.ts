import { expect, it } from "vitest";
import { exampleConfig, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const all = "--set data.splits.validation=0 --set data.splits.test=0".split(" ");

it("data that training refuses is reported all the same, with the reasons", async () => {
  const csv = "text,label\nstop,refund\ngo on,REFUND\nhow much,next \nthen what,\u200B\n";
  const cwd = workFolder({ "config.yaml": exampleConfig(), "data.csv": csv });
  const args = ["data", "stats", "--config", "config.yaml", ...all];
  const { exitCode, stdout, stderr } = await inProcess(args, cwd);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^4 examples, 4 labels/);
  expect(stdout).toContain("1 label had blanks at the ends, taken off (first: data.csv: row 3 (line 4))");
  expect(stderr).toContain('labels "REFUND" and "refund" are the same tokens to the model');
  expect(stderr).toContain("has no token");
  const { complaints } = JSON.parse((await inProcess([...args, "--json"], cwd)).stdout) as { complaints: object[] };
  expect(complaints).toEqual([
    expect.objectContaining({ code: "DATA_LABELS_UNUSABLE", hint: expect.stringContaining("data.mergeLabels") }),
    expect.objectContaining({ code: "DATA_LABELS_UNUSABLE", hint: expect.stringContaining("data.labelWords") }),
  ]);
});

it("training refuses labels that are one to the model until they are merged", async () => {
  const csv = "text,label\nstop now,refund\nthat is all,REFUND\nhow much salt,next\nhow many,next\n";
  const cwd = workFolder({ "config.yaml": exampleConfig({ epochs: 1 }), "data.csv": csv });
  const args = ["train", "--config", "config.yaml", ...all];
  const refused = await inProcess([...args, "--out", "a"], cwd);
  expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toMatch(/DATA_LABELS_UNUSABLE: .*data\.csv: row 2 \(line 3\).*\nhint: .*data\.mergeLabels/);
  const merged = await inProcess([...args, "--set", "data.mergeLabels={REFUND: refund}", "--out", "b"], cwd);
  expect(merged.exitCode, merged.stderr).toBe(0);
  const file = "text,label\nstop it,REFUND\nhow many eggs,next\n";
  const folder = workFolder({ "gold.csv": file });
  const measured = await inProcess(["eval", "--model", `${cwd}/b/model`, "--data", "gold.csv", "--json"], folder);
  expect(JSON.parse(measured.stdout), measured.stderr).toMatchObject({ total: 2 });
});

it("spellings of a text and texts without any known token are counted and named", async () => {
  const csv = ["stop now", "Stop  now", "🐒", "🦧", "\u200B", "how much"].map((t, i) => `${t},${i % 2 ? "a" : "b"}`);
  const cwd = workFolder({ "config.yaml": exampleConfig(), "data.csv": `text,label\n${csv.join("\n")}\n` });
  const { stdout } = await inProcess(["data", "stats", "--config", "config.yaml", ...all], cwd);
  expect(stdout).toMatch(/^5 examples, 2 labels/);
  expect(stdout).toMatch(/no token +1 +data\.csv: row 5 \(line 6\)/);
  expect(stdout).toContain(
    "2 of 5 texts have no token that the encoder knows (first: data.csv: row 3 (line 4); row 4 (line 5))",
  );
  expect(stdout).toContain('"stop now" (2 times, written in 2 ways): a, b');
  expect(stdout).toContain('"🐒" (2 times, written in 2 ways): a, b');
});

it("texts that nearly stand in training are counted by split and shown, the nearest first", async () => {
  const csv = ["how much salt do i need,a,train", "stop the oven now,b,train", "how much salt do I need then,a,test"];
  const cwd = workFolder({
    "config.yaml": exampleConfig({ extra: "" }).replace("files: [data.csv]", "files: [data.csv], splitColumn: split"),
    "data.csv": `text,label,split\n${csv.join("\n")}\n`,
  });
  const args = ["data", "stats", "--config", "config.yaml", "--set", "data.splits.validation=0", "--near-duplicates"];
  const { exitCode, stdout, stderr } = await inProcess([...args, "0.8"], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain("1 of the 1 test texts nearly stand in train (cosine 0.8 or more)");
  expect(stdout).toMatch(/\n {2}0\.\d{3} "how much salt do I need then" \(data\.csv:3\) and "how much salt do i need"/);
});
