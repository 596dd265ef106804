import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleCsv, repository, tinyBert, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const page = readFileSync(join(repository, "docs", "guides", "retrain-compare.md"), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text as string);

/** The words of a command line, those in quotes as one. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

it("the guide to retraining: its commands do what it says", async () => {
  const config = (blocks("yaml")[0] as string).replace("minilm-l3-mini", JSON.stringify(tinyBert));
  const [header, ...rows] = exampleCsv(60).trim().split("\n");
  const csv = (part: readonly string[]): string => `${[header, ...part].join("\n")}\n`;
  const cwd = workFolder({
    "support.yaml": config,
    "week-1.csv": csv(rows.filter((_, i) => i % 3 < 2)),
    "week-2.csv": csv(rows.filter((_, i) => i % 3 === 2)),
    "recent.csv": csv(rows.slice(0, 20).map((row) => `so ${row}`)),
  });
  mkdirSync(join(cwd, "versions"));
  const said = new Map<string, { stdout: string; stderr: string }>();
  for (const line of blocks("sh").flatMap((block) => block.trim().split("\n"))) {
    if (!line.startsWith("intentsmith ")) {
      execFileSync("sh", ["-c", line], { cwd });
      continue;
    }
    const { exitCode, ...output } = await inProcess(words(line).slice(1), cwd);
    expect(exitCode, `${line}\n${output.stderr}`).toBe(0);
    said.set(line, output);
  }
  const find = (part: string): { stdout: string; stderr: string } =>
    [...said].find(([line]) => line.includes(part))?.[1] as { stdout: string; stderr: string };
  expect(find("--since").stdout).toMatch(/difference [+-]\d\.\d{4}, 95 % interval .* by a paired bootstrap/);
  expect(readFileSync(join(cwd, "versions", "latest"), "utf8")).toBe("week-1\n");
  expect(find("verify").stdout).not.toMatch(/differs/);

  // The cut stays: what the second training tests on, the first did not train on
  expect(find("--since").stderr).not.toMatch(/trained on/);
  expect(find("--base").stderr).not.toMatch(/was trained on/);
  expect(existsSync(join(cwd, "versions", "week-2", "seen-texts.json"))).toBe(false);

  // Another cut puts them there, and that is told with the accuracy on the rest
  const moved = ["--set", "data.splits={validation: 0.15, test: 0.15, seed: 7}", "--base", "runs/on/model"];
  const again = await inProcess(["train", "--config", "support.yaml", ...moved, "--out", "runs/moved"], cwd);
  expect(again.stderr).toMatch(
    /a base of it, was trained on \d+ of the \d+ test texts; (on the other \d+ the|there is no)/,
  );
  const own = await inProcess(["eval", "--model", "runs/moved/model", "--json"], cwd);
  expect(JSON.parse(own.stdout)).toMatchObject({ seen: { texts: expect.any(Number), rest: expect.any(Number) } });
  expect(own.stderr).toMatch(/was trained on/);
});
