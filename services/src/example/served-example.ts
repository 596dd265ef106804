import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { trainedModelFile } from "@intentsmith/classifier";
import { exportModel, type ExportResult } from "@intentsmith/export";

const root = join(import.meta.dirname, "../../..");
export const exampleFolder: string = join(root, "examples/browser");

interface SampleDialogue {
  turns: { text: string | null }[];
}

/** All that is said in our sample. */
function sampleTexts(): string[] {
  return ["kitchen", "workshop"].flatMap((name) => {
    const path = join(root, `datasets/kitchen-and-workshop/${name}_v1.json`);
    const dialogues = JSON.parse(readFileSync(path, "utf8")) as Record<string, SampleDialogue>;
    return Object.values(dialogues).flatMap(({ turns }) => turns.map(({ text }) => text ?? ""));
  });
}

/** The shipped encoder with labels told by their words, as int8, with a vocabulary of 2,500 tokens of our sample. */
export async function exportSmall(work: string): Promise<{ folder: string; result: ExportResult }> {
  const [trained, folder] = [join(work, "trained"), join(work, "deploy")];
  cpSync(join(root, "packages/minilm-l3-mini/model"), trained, { recursive: true });
  const words = ["stop", "ask a question", "request the next step", "thank you", "ask about the ingredients"];
  const labels = words.map((word) => ({ name: word.replaceAll(" ", "_"), words: word }));
  const rest = { base: "minilm-l3-mini", metrics: {}, config: {}, versions: {}, dataHash: "" };
  const record = { format: 1, labels, maxSequenceLength: 128, ...rest };
  writeFileSync(join(trained, trainedModelFile), JSON.stringify(record));
  const vocabulary = { pruneVocabulary: sampleTexts(), vocabularySize: 2500 };
  const result = await exportModel(trained, folder, { threads: 1, precisions: ["int8"], ...vocabulary });
  return { folder, result };
}

/** Builds the page with `build.mjs`, as its readers do. */
export async function buildExample(model: string, site: string): Promise<void> {
  await promisify(execFile)(process.execPath, ["build.mjs", model, site], { cwd: exampleFolder });
}

/** Serves a built page with `serve.mjs`. */
export async function serveExample(site: string): Promise<{ address: string; server: ChildProcess }> {
  const server = spawn(process.execPath, ["serve.mjs", site, "0"], {
    cwd: exampleFolder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const address = await new Promise<string>((told, failed) => {
    server.stdout.once("data", (line: Buffer) => told(line.toString().trim()));
    server.once("exit", () => failed(new Error("the server ended")));
  });
  return { address: `${address}/`, server };
}
