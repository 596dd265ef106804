import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { expect, it } from "vitest";
import { exampleConfig, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const context = ["--set", "data.context={turns: 2, role: true}"];
const columns = ["--set", "data.conversationColumn=chat", "--set", "data.roleColumn=role"];

/** Conversations of three turns, several at a time, in the order in which they were said. */
function chats(count: number): { chat: string; role: string; text: string; label: string }[] {
  const turns = [
    ["guest", "how much salt", "ask_question"],
    ["cook", "go on", "next_step"],
    ["guest", "stop now", "stop"],
  ];
  const all = Array.from({ length: count }, (_, c) =>
    turns.map(([role, text, label], t) => ({ at: (c % 4) + 3 * t, chat: `c${c}`, role, text: `${text} ${c}`, label })),
  );
  return all.flat().sort((a, b) => a.at - b.at) as never;
}

const csv = (rows: readonly Record<string, string>[]): string =>
  [Object.keys(rows[0] ?? {}).join(","), ...rows.map((row) => Object.values(row).join(","))].join("\n");

it("a model trained with earlier turns is given them by predict and eval, from CSV and JSON lines, and so is its export", async () => {
  const rows = chats(40);
  const cwd = workFolder({ "config.yaml": exampleConfig({ epochs: 1 }), "data.csv": csv(rows) });
  const run = async (...args: string[]) => {
    const finished = await inProcess(args, cwd);
    expect(finished.exitCode, finished.stderr).toBe(0);
    return finished;
  };
  await run("train", "--config", "config.yaml", "--no-report", ...context, ...columns, "--out", "run");
  const record = JSON.parse(readFileSync(join(cwd, "run", "run.json"), "utf8")) as object;
  expect(record).toMatchObject({ inputs: { texts: 120, cut: 0, withoutOldestTurns: 0 } });
  await run("export", "--model", "run/model", "--out", "deploy", "--quiet");

  const earlier = (at: number) =>
    rows
      .slice(0, at)
      .filter(({ chat }) => chat === rows[at]?.chat)
      .map(({ role, text }) => ({ role, text }));
  const spoken = rows.map(({ role, text }, at) => ({ role, text, context: earlier(at) }));
  const classifier = await IntentClassifier.load(join(cwd, "run", "model"), { threads: 1 });
  const own = await classifier.classify(spoken);
  await classifier.release();

  const cells = rows.map(({ chat: conversation, role, text }) => ({ conversation, role, text }));
  writeFileSync(join(cwd, "new.csv"), csv(cells));
  writeFileSync(join(cwd, "new.jsonl"), spoken.map((row) => JSON.stringify({ id: 1, ...row })).join("\n"));
  for (const model of ["run/model", "deploy"]) {
    for (const [i, data] of ["new.csv", "new.jsonl"].entries()) {
      const out = `${model.replace("/", "-")}-${i}.jsonl`;
      const { stderr } = await run("predict", "--model", model, "--data", data, "--out", out);
      expect(stderr).not.toMatch(/earlier turns/);
      const lines = readFileSync(join(cwd, out), "utf8").trimEnd().split("\n");
      expect(lines).toHaveLength(rows.length);
      for (const [at, line] of lines.entries()) {
        const said = JSON.parse(line) as { input: { text: string }; wouldBe: string; score: number };
        expect(said).toMatchObject({ input: { text: rows[at]?.text }, wouldBe: own[at]?.wouldBe });
        expect(said.score).toBeCloseTo(own[at]?.score as number, 4);
      }
    }
  }
  const alone = await run("predict", "--model", "run/model", "--data", "data.csv", "--out", "alone.csv");
  expect(alone.stderr).toMatch(/no column says which rows belong together/);

  const right = own.filter(({ wouldBe }, at) => wouldBe === rows[at]?.label).length;
  writeFileSync(join(cwd, "labelled.csv"), csv(rows.map(({ chat, ...row }) => ({ dialogue_id: chat, ...row }))));
  const evaluated = await run("eval", "--model", "deploy", "--data", "labelled.csv", "--json");
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ correct: right, total: rows.length });
  const strange = await inProcess(
    ["predict", "--model", "run/model", "--data", "new.csv", "--out", "x.csv", "--conversation-column", "chta"],
    cwd,
  );
  expect(strange.stderr).toMatch(/DATA_COLUMN_MISSING: new.csv: expected a column "chta"/);
});

it("a head that sees the conversation tells apart what the text does not, the same way wherever the model is used", async () => {
  // What "ok" means is said by the turn before it, and by who speaks
  const turns = [
    ["cook", "go on", "next_step"],
    ["guest", "ok", "next_step"],
    ["cook", "stop now", "stop"],
    ["guest", "ok", "stop"],
    ["cook", "ok", "ask_question"],
  ];
  const rows = Array.from({ length: 40 }, (_, c) =>
    turns.map(([role, text, label]) => ({ chat: `c${c}`, role, text, label })),
  );
  const all = rows.flat() as Record<string, string>[];
  const cwd = workFolder({ "config.yaml": exampleConfig(), "data.csv": csv(all) });
  const run = async (...args: string[]) => {
    const finished = await inProcess(args, cwd);
    expect(finished.exitCode, finished.stderr).toBe(0);
    return finished.stdout;
  };
  const sees = ["--set", "data.context={turns: 0, role: false, head: {turns: 1, role: true}}", ...columns];
  const head = ["--set", "train.method=head", "--set", "train.head={type: logistic, c: 100}"];
  const train = ["train", "--config", "config.yaml", "--no-report", ...head, "--json"];
  const plain = JSON.parse(await run(...train, ...columns, "--out", "plain")) as { test: { accuracy: number } };
  const seeing = JSON.parse(await run(...train, ...sees, "--out", "seeing")) as { test: { accuracy: number } };
  expect(plain.test.accuracy).toBeLessThan(0.9);
  expect(seeing.test.accuracy).toBe(1);

  await run("export", "--model", "seeing/model", "--out", "deploy", "--quiet");
  expect(await run("verify", "deploy")).not.toMatch(/differs/);
  for (const model of ["seeing/model", "deploy"]) {
    const args = ["--data", "data.csv", "--conversation-column", "chat"];
    expect(JSON.parse(await run("eval", "--model", model, ...args, "--json"))).toMatchObject({
      accuracy: 1,
      total: 200,
    });
    await run("predict", "--model", model, ...args, "--out", `${model[0]}.csv`);
    const said = readFileSync(join(cwd, `${model[0]}.csv`), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1);
    expect(said.every((line) => line.split(",")[3] === line.split(",")[4] || line.split(",")[4] === "")).toBe(true);
    const classifier = await IntentClassifier.load(join(cwd, model), { threads: 1 });
    const context = [{ role: "cook", text: "stop now" }];
    expect(await classifier.classify({ text: "ok", role: "guest", context })).toMatchObject({ wouldBe: "stop" });
    expect(await classifier.classify({ text: "ok", role: "cook", context })).toMatchObject({ wouldBe: "ask_question" });
    await classifier.release();
  }
  const graph = await inProcess(["export", "--model", "seeing/model", "--out", "x", "--for", "classifier"], cwd);
  expect(graph.stderr).toMatch(/ARGUMENT_INVALID: classifier: the model's head sees earlier turns/);
});

it("predict --data that is stopped leaves nothing, and says how far it came", async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => ({ text: `go on ${i}`, label: "abc"[i % 3] as string }));
  const cwd = workFolder({ "config.yaml": exampleConfig({ epochs: 1 }), "data.csv": csv(rows.slice(0, 60)) });
  expect((await inProcess(["train", "--config", "config.yaml", "--no-report", "--out", "run"], cwd)).exitCode).toBe(0);
  writeFileSync(join(cwd, "new.csv"), csv(rows));
  const predict = inProcess(["predict", "--model", "run/model", "--data", "new.csv", "--out", "out/all.csv"], cwd);
  const begun = (): boolean => existsSync(join(cwd, "out")) && readdirSync(join(cwd, "out")).length > 0;
  while (!begun()) await new Promise((resolve) => setTimeout(resolve, 5));
  process.emit("SIGINT");
  const { exitCode, stderr } = await predict;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/interrupted after \d+ rows; out\/all\.csv was not written/);
  expect(readdirSync(join(cwd, "out"))).toEqual([]);
});
