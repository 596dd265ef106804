import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleCsv, intentsmith, repository, workFolder, type Finished } from "./testing/command-line.ts";

it("quickstart: under three minutes, the same numbers twice, and the next command works", async () => {
  const folder = workFolder({ "yours.csv": exampleCsv() });
  const out = join(folder, "runs", "quickstart");
  const run = (...args: string[]): Promise<Finished> => intentsmith(args, { cwd: repository });
  const started = performance.now();
  const first = await run("quickstart", "--out", out);
  expect((performance.now() - started) / 1000).toBeLessThan(180);
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stdout.trimEnd().split("\n").at(-1)).toMatch(
    /^Quickstart done in .*: test accuracy 0\.\d{4} before, 0\.\d{4} after training\.$/,
  );
  expect(existsSync(join(out, "onnx", "model.onnx"))).toBe(true);
  const second = await run("quickstart", "--out", out);
  const withoutTimes = ({ stdout }: Finished): string => stdout.replaceAll(/(\d+ min )?\d+ s\b|[\d,]+ tokens\/s/g, "…");
  expect(withoutTimes(second)).toBe(withoutTimes(first));

  const setting = /--set "(data=.*)"/.exec(first.stdout)?.[1]?.replace("yours.csv", join(folder, "yours.csv"));
  const base = first.stdout.includes("RANDOM") ? ["--base", join(folder, "runs", ".quickstart-random-base")] : [];
  const own = await run(
    "train",
    "--config",
    "configs/quickstart.yaml",
    "--set",
    setting ?? "",
    "--out",
    join(folder, "own"),
    ...base,
  );
  expect(own.exitCode, own.stderr).toBe(0);
});
