// npm run bench -- bulk [--rows 10000000] [--quick]
//
// `predict --data` on a file of conversations, many of them mixed, to a model that reads two earlier turns: rows a second, and the
// memory of the process at a tenth of the rows and at its most. Linux only: memory is read from /proc.

import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "10000000" }, quick: { type: "boolean", default: false } },
});
const rows = values.quick ? 20_000 : Number(values.rows);
/** Open at a time; a conversation has ten turns. */
const openConversations = 1_000;
const repository = join(import.meta.dirname, "..", "..");
const command = join(repository, "packages", "cli", "bin", "intentsmith.js");
const work = mkdtempSync(join(tmpdir(), "intentsmith-bulk-"));

try {
  await trainTiny();
  await writeConversations(join(work, "all.csv"));
  const { seconds, memory } = await predict();
  const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  const early = memory.filter(({ at }) => at <= seconds / 10).reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const most = memory.reduce((all, { bytes }) => Math.max(all, bytes), 0);
  const written = readRowCount(join(work, "out.csv"));
  if (written !== rows) throw new Error(`${rows} rows in, ${written} rows out`);
  console.log(
    `${rows.toLocaleString("en")} rows (${mb(statSync(join(work, "all.csv")).size)}) in ${Math.round(seconds)} s`,
  );
  console.log(
    `${Math.round(rows / seconds).toLocaleString("en")} rows/s; memory in the first tenth ${mb(early)}, most ${mb(most)}`,
  );
} finally {
  rmSync(work, { recursive: true });
}

/** A random tiny BERT with a logistic head that sees two earlier turns: the encoder costs next to nothing. */
async function trainTiny() {
  const labels = ["next", "stop", "ask"];
  const data = Array.from({ length: 300 }, (_, i) => `c${Math.floor(i / 3)},turn ${i % 7} of ${i},${labels[i % 3]}`);
  writeFileSync(join(work, "data.csv"), `conversation,text,label\n${data.join("\n")}\n`);
  writeFileSync(
    join(work, "config.yaml"),
    `data: {reader: csv, files: [${join(work, "data.csv")}], conversationColumn: conversation, context: {turns: 2, role: false}}
model: {base: ${join(repository, "oracles", "golden", "tiny-bert")}}
train: {method: head, head: {type: logistic, c: 1}}
`,
  );
  await run(["train", "--config", join(work, "config.yaml"), "--out", join(work, "run"), "--no-report", "--quiet"]);
}

async function writeConversations(path) {
  const file = createWriteStream(path);
  file.write("conversation,text\n");
  for (let row = 0; row < rows; row++) {
    const round = Math.floor(row / (openConversations * 10));
    if (!file.write(`c${round}-${row % openConversations},turn ${row % 97} of row ${row % 9973}\n`))
      await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

async function predict() {
  const memory = [];
  const started = performance.now();
  const now = () => (performance.now() - started) / 1000;
  const files = ["--data", join(work, "all.csv"), "--out", join(work, "out.csv")];
  await run(["predict", "--model", join(work, "run", "model"), ...files, "--quiet"], (pid) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    memory.push({ at: now(), bytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024 });
  });
  return { seconds: now(), memory };
}

async function run(args, sample) {
  const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  const timer = sample && setInterval(() => child.exitCode ?? sample(child.pid), 250);
  const [code] = await once(child, "exit");
  clearInterval(timer);
  if (code !== 0) throw new Error(`intentsmith ${args[0]} ended with ${code}`);
}

/** Line ends, less the header; read in pieces. */
function readRowCount(path) {
  return readFileSync(path).reduce((lines, byte) => lines + Number(byte === 10), 0) - 1;
}
