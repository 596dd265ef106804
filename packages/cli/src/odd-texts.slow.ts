import { join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { expect, test } from "vitest";
import { oddTexts } from "./testing/odd-texts.ts";
import { repository, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

test("what keyboards, children and other countries send is seldom answered, and emoji and nothing never", async () => {
  const out = join(workFolder(), "run");
  const head = ["--set", "train.method=head", "--set", "train.head.type=logistic"];
  const config = join(repository, "configs", "quickstart.yaml");
  const answered = async (by: string): Promise<Record<string, number>> => {
    const args = ["train", "--config", config, ...head, "--set", `decide.by=${by}`, "--out", `${out}-${by}`];
    const { exitCode, stderr } = await inProcess([...args, "--no-report"], repository);
    expect(exitCode, stderr).toBe(0);
    const classifier = await IntentClassifier.load(join(`${out}-${by}`, "model"), { threads: 1 });
    const counts: Record<string, number> = {};
    for (const [kind, texts] of Object.entries(oddTexts)) {
      counts[kind] = (await classifier.classify(texts)).filter(({ abstained }) => !abstained).length;
    }
    await classifier.release();
    return counts;
  };
  const [near, energetic] = [await answered("distance"), await answered("energy")];
  expect([near["emoji"], energetic["emoji"]]).toEqual([0, 0]);
  // Of 211 the small encoder that ships takes 57 for near, at 5 % of good texts refused; by energy 171
  const sum = ({ keys = 0, symbols = 0, languages = 0 }: Record<string, number>): number => keys + symbols + languages;
  expect(sum(near)).toBeLessThan(75);
  expect(sum(near)).toBeLessThan(sum(energetic) / 2);
});
