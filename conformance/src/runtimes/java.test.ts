import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTinyBert } from "./exported-bundle.ts";

const works = (command: string, argument: string): boolean => spawnSync(command, [argument]).status === 0;
/** A JDK from 17 on (it runs a source file as it is) and Maven, which fetches the libraries. */
const hasJava = works("javac", "-version") && works("mvn", "-version");

const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/deploying.md"), "utf8");
const [, snippet] = /```java\n([^]*?)```/.exec(guide) as unknown as [string, string];
const pom = join(import.meta.dirname, "../../java/pom.xml");

describe.skipIf(!hasJava)("Java (skipped without javac and mvn: apt-get install openjdk-17-jdk-headless maven)", () => {
  let folders: Awaited<ReturnType<typeof exportTinyBert>>;
  let libraries: string;
  beforeAll(async () => {
    folders = await exportTinyBert();
    libraries = join(folders.work, "lib");
    const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
    execFileSync("mvn", ["-q", "-B", "-f", pom, goal, `-DoutputDirectory=${libraries}`], { stdio: "inherit" });
  }, 600_000);
  afterAll(() => rmSync(folders.work, { recursive: true, force: true }));

  it("the guide's program prints the answers of IntentClassifier", async () => {
    symlinkSync(folders.clients, join(folders.work, "deploy"), "junction");
    writeFileSync(join(folders.work, "Classify.java"), snippet.replace("classifier.onnx", "onnx/classifier.onnx"));
    const path = [join(libraries, "*"), folders.work].join(delimiter);
    const printed = execFileSync("java", ["-cp", path, "Classify.java"], {
      cwd: folders.work,
      encoding: "utf8",
      // The tokenizer's library looks for newer files and reports its use, unless it is told not to.
      env: { ...process.env, DJL_OFFLINE: "true", OPT_OUT_TRACKING: "true" },
    });
    const classifier = await IntentClassifier.load(folders.clients, { threads: 1 });
    const texts = ["what do i do next?", "stop here"];
    const lines = await Promise.all(
      texts.map(async (text) => {
        const { label, probability } = await classifier.classify(text);
        return `${label ?? "no answer"} ${probability.toFixed(4)} ${text}`;
      }),
    );
    await classifier.release();
    expect(printed.trim().split(/\r?\n/)).toEqual(lines);
  }, 120_000);
});
