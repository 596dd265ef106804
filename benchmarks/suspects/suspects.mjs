// Wrong labels are planted in the training file of BANKING77; how many of them does `data suspects` put at the top of its
// list? See benchmarks/README.md.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom, silentLogger } from "@intentsmith/core";
import { readDataset } from "@intentsmith/data";
import { findSuspects, parseTrainingConfig } from "@intentsmith/train";
import { readFlags } from "../shared/arguments.mjs";
import { baseFolder } from "../shared/cooking.mjs";
import { describeMachine, root } from "../shared/machine.mjs";
import { mean } from "../shared/spread.mjs";
import { table, writeResults } from "../shared/write-results.mjs";

const flags = readFlags({
  base: "",
  seeds: "1,2,3",
  wrong: 0.05,
  head: "nearest-examples",
  plant: "any",
  cache: "",
  name: "",
});
if (!["any", "confusable"].includes(flags.plant)) {
  console.error("--plant any: each other label is as likely; --plant confusable: the head's own second choice");
  process.exit(2);
}
const machine = describeMachine();
const work = mkdtempSync(join(tmpdir(), "suspects-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const name = join("banking77", "train.csv");
const file = [process.env["INTENTSMITH_DATA"], join(root, "datasets")]
  .filter((folder) => folder !== undefined)
  .map((folder) => join(folder, name))
  .find((path) => existsSync(path));
if (file === undefined) {
  console.error(`${name} was not found: npm run intentsmith -- data fetch banking77, or set INTENTSMITH_DATA`);
  process.exit(2);
}
const { examples: all } = await readDataset(
  { reader: "csv", files: { train: [file] }, labelColumn: "category", splits: { validation: 0, test: 0 } },
  { logger: silentLogger },
);
const examples = flags.quick ? all.filter((_, i) => i % 20 === 0) : all;
const labels = [...new Set(examples.map(({ label }) => label))].sort();
const base = await baseFolder(flags.base);

/** The texts with these labels, judged as the command judges them. */
async function judged(given, seed) {
  const path = join(work, `${seed}.jsonl`);
  writeFileSync(path, examples.map(({ text }, i) => `${JSON.stringify({ text, label: given[i] })}\n`).join(""));
  const data = { reader: "jsonl", files: { train: [path] }, splits: { validation: 0, test: 0 } };
  const train = { method: "head", head: { type: flags.head }, seed };
  const found = await findSuspects(parseTrainingConfig({ data, model: { base }, train }, "suspects"), {
    cache: flags.cache || join(work, "embeddings"),
  });
  return {
    ...found,
    judged: found.judged.map((one) => ({ ...one, row: Number(one.example.id.split(":").at(-1)) - 1 })),
  };
}

const own = examples.map(({ label }) => label);
const secondChoice =
  flags.plant === "confusable"
    ? new Map((await judged(own, 0)).judged.map(({ row, proposed }) => [row, proposed]))
    : undefined;

const results = [];
for (const seed of flags.seeds.split(",").map(Number)) {
  const random = new SeededRandom(`wrong labels ${seed}`);
  const planted = new Set(
    random.shuffle(examples.map((_, row) => row)).slice(0, Math.round(flags.wrong * examples.length)),
  );
  const others = (label) => labels.filter((one) => one !== label);
  const given = own.map((label, row) =>
    planted.has(row) ? (secondChoice?.get(row) ?? others(label)[random.integer(labels.length - 1)]) : label,
  );
  const started = performance.now();
  const { judged: list, likelyWrong, agreement, head } = await judged(given, seed);
  const seconds = (performance.now() - started) / 1000;
  const found = (rows) => rows.filter(({ row }) => planted.has(row)).length;
  const top = (order, share) => found(order.slice(0, Math.round(share * order.length))) / planted.size;
  const margin = ({ givenProbability, proposedProbability }) => givenProbability - proposedProbability;
  const byMargin = [...list].sort((a, b) => margin(a) - margin(b));
  const flagged = list.filter(({ isLikelyWrong }) => isLikelyWrong);
  results.push({
    seed,
    planted: planted.size,
    inFirst5: top(list, 0.05),
    inFirst10: top(list, 0.1),
    inFirst10ByMargin: top(byMargin, 0.1),
    proposedRight: mean(
      list.filter(({ row }) => planted.has(row)).map(({ row, proposed }) => Number(proposed === own[row])),
    ),
    likelyWrong,
    recallOfLikelyWrong: found(flagged) / planted.size,
    precisionOfLikelyWrong: found(flagged) / flagged.length,
    agreement,
    head,
    seconds,
  });
  console.error(`seed ${seed}: ${JSON.stringify(results.at(-1))}`);
}

const percent = (value) => `${(100 * value).toFixed(1)} %`;
const columns = [
  ["in the first 10 %", "inFirst10"],
  ["in the first 5 %", "inFirst5"],
  ["first 10 %, were it sorted by the margin", "inFirst10ByMargin"],
  ["proposed label is the true one", "proposedRight"],
  ["counted as likely wrong: recall", "recallOfLikelyWrong"],
  ["precision against the planted", "precisionOfLikelyWrong"],
  ["head agrees with the given label", "agreement"],
];
writeResults({
  name: "suspects",
  part: flags.name,
  title: "Wrong labels found by `data suspects`",
  machine,
  quick: flags.quick,
  lines: [
    `${examples.length} training texts of BANKING77, ${labels.length} labels, ${percent(flags.wrong)} of the labels planted wrong ` +
      `(${flags.plant === "any" ? "any other label, each as likely" : "the second choice of a head on the clean labels"}); ` +
      `head ${flags.head}, base ${flags.base === "" ? "all-MiniLM-L6-v2" : flags.base.split("/").slice(-3).join("/")}. ` +
      "The data set's own wrong labels count as right, so the precision is a lower bound.",
    "",
    ...table(
      ["seed", "planted", ...columns.map(([title]) => title), "seconds"],
      [
        ...results.map((one) => [
          one.seed,
          one.planted,
          ...columns.map(([, key]) => percent(one[key])),
          one.seconds.toFixed(0),
        ]),
        ["mean", "", ...columns.map(([, key]) => percent(mean(results.map((one) => one[key])))), ""],
      ],
    ),
  ],
  data: { results },
});
