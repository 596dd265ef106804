import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleConfig, exampleCsv, intentsmith, workFolder } from "./testing/command-line.ts";

const grid = `grid:
  method: grid
  parameters:
    epochs: {values: [1, 2]}
    learningRate: {values: [1.0e-3, 1.0e-4]}
`;

interface GridJson {
  directory: string;
  winner: { name: string; modelDirectory: string; metrics: Record<string, number> } | null;
  trials: { name: string; status: string }[];
}

it("train with a grid: all trials, a table, the winner's model; a kill in between is resumed by --resume alone", async () => {
  const cwd = workFolder({ "data.csv": exampleCsv(100), "config.yaml": exampleConfig({ extra: grid }) });
  const stopped = await intentsmith(["train", "--config", "config.yaml", "--out", "runs/g"], {
    cwd,
    onStart: (child) => {
      const timer = setInterval(() => {
        if (!existsSync(join(cwd, "runs/g/grid.json"))) return;
        if (!readFileSync(join(cwd, "runs/g/grid.json"), "utf8").includes('"finished"')) return;
        clearInterval(timer);
        child.kill("SIGTERM");
      }, 5);
      child.once("exit", () => clearInterval(timer));
    },
  });
  expect(stopped.exitCode, stopped.stderr).toBe(143);
  expect(stopped.stderr).toMatch(/resume the grid with: intentsmith train --resume runs\/g\n$/);
  const resumed = await intentsmith(["train", "--resume", "--json"], { cwd });
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  const { trials, winner } = JSON.parse(resumed.stdout) as GridJson;
  expect(trials.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => "finished"));
  expect(winner?.metrics["test_accuracy"]).toBeGreaterThan(0);
  const evaluated = await intentsmith(["eval", "--model", winner?.modelDirectory ?? ""], { cwd });
  expect(evaluated.stdout).toMatch(/^accuracy /);
});

it("a grid that is none: exit code 2, nothing written", async () => {
  const wrong = grid.replace("values: [1, 2]", "valuse: [1, 2]");
  const cwd = workFolder({ "data.csv": exampleCsv(8), "config.yaml": exampleConfig({ extra: wrong }) });
  const { exitCode, stderr } = await intentsmith(["train", "--config", "config.yaml", "--out", "runs/g"], { cwd });
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(
      /error CONFIG_UNKNOWN_KEY: .*"parameters\.epochs\.valuse"\nhint: Did you mean "parameters\.epochs\.values?"\?\n$/,
    ),
  ]);
  expect(existsSync(join(cwd, "runs"))).toBe(false);
  const dry = await intentsmith(["train", "--config", "config.yaml", "--dry-run"], { cwd });
  expect([dry.exitCode, dry.stderr]).toEqual([
    2,
    expect.stringContaining("--dry-run is for one config, this is a grid"),
  ]);
});
