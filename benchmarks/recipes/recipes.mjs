// Which recipe is the best for a data set: every recipe is trained for every draw (or seed) in a fresh process; the mean on
// validation chooses, and the chosen one alone is measured on test. See benchmarks/README.md.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate, nodeSide, runSide } from "../shared/alternate.mjs";
import { readFlags } from "../shared/arguments.mjs";
import { baseFolder, cookingFile } from "../shared/cooking.mjs";
import { describeMachine, root } from "../shared/machine.mjs";
import { formatSpread, mean, spread } from "../shared/spread.mjs";
import { table, writeResults } from "../shared/write-results.mjs";
import { accuracyOverSeconds } from "./chart.mjs";
import { recipes } from "./settings.mjs";

const flags = readFlags({ base: "", data: "banking77", "per-label": 0, draws: 3, threads: 2, only: "" });
const { quick, threads } = flags;
const perLabel = quick ? 2 : flags["per-label"];
const draws = quick ? 1 : flags.draws;
const sets = {
  banking77: {
    reader: "csv",
    files: { train: [banking77("train.csv")], test: [banking77("test.csv")] },
    labelColumn: "category",
  },
  cooking: { reader: "wizard-of-tasks", files: [cookingFile()] },
};
if (!Object.hasOwn(sets, flags.data))
  throw new Error(`--data ${flags.data}: expected ${Object.keys(sets).join(" or ")}`);

const machine = describeMachine();
const base = await baseFolder(flags.base);
const work = mkdtempSync(join(tmpdir(), "recipes-"));
const asked = flags.only === "" ? Object.keys(recipes) : flags.only.split(",");
const chosenRecipes = Object.fromEntries((quick ? ["frozen, logistic"] : asked).map((name) => [name, recipes[name]]));
try {
  const script = join(import.meta.dirname, "side.mjs");
  const about = (name, draw) => ({
    data: {
      ...sets[flags.data],
      ...(quick ? { splits: { validation: 0.02 } } : {}),
      ...(perLabel > 0 ? { textsPerLabel: { count: perLabel, seed: draw } } : {}),
    },
    base,
    train: { ...recipes[name], seed: 42 + draw, threads },
    out: join(work, `${asked.indexOf(name)}-${draw}`),
  });
  const sides = Object.fromEntries(
    Object.keys(chosenRecipes).map((name) => [name, (draw) => nodeSide(script, { ...about(name, draw), test: false })]),
  );
  const results = await alternate(sides, draws);
  const meanOf = (name) => mean(results[name].map(({ validation }) => validation));
  const best = Object.keys(results).reduce((first, next) => (meanOf(next) > meanOf(first) ? next : first));
  const tested = [];
  for (let draw = 0; draw < draws; draw++) {
    tested.push((await runSide(nodeSide(script, { ...about(best, draw), test: true }))).test);
  }
  const rows = Object.keys(results).map((name) => {
    const numbers = (key) => spread(results[name].map((result) => result[key]));
    return [
      name === best ? `**${name}**` : name,
      meanOf(name).toFixed(4),
      formatSpread(numbers("validation"), 4),
      name === best
        ? `${mean(tested).toFixed(4)} (${Math.min(...tested).toFixed(4)}–${Math.max(...tested).toFixed(4)})`
        : "",
      formatSpread(numbers("seconds"), 1),
      formatSpread(numbers("cpuSeconds"), 1),
      results[name][0].head,
    ];
  });
  const what = perLabel > 0 ? `${perLabel} texts a label` : "all training texts";
  const title = `Recipes: ${flags.data}, ${what}`;
  writeResults({
    name: "recipes",
    part: `${flags.data}${perLabel > 0 ? `-${perLabel}` : ""}`,
    title,
    machine,
    lines: [
      `${draws} draws (seeds 42 to ${41 + draws}). Chosen by the mean on validation; test was read for the chosen recipe alone.`,
      "",
      ...table(["recipe", "validation, mean", "median (range)", "test", "seconds", "processor seconds", "head"], rows),
    ],
    data: { flags: { ...flags, base: undefined }, recipes: chosenRecipes, results, best, tested },
    quick,
    files: { ".svg": accuracyOverSeconds(title, results) },
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}

function banking77(file) {
  return join(process.env["INTENTSMITH_DATA"] ?? join(root, "datasets"), "banking77", file);
}
