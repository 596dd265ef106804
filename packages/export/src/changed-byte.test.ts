import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { goldenFile, manifestFile, manifestHashFile, verifyExportedFolder, type Golden } from "@intentsmith/classifier";
import { sha256 } from "@intentsmith/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-changed-"));
const bundle = join(work, "bundle");
afterAll(() => rmSync(work, { recursive: true }));
beforeAll(async () => {
  const options = { threads: 1, precisions: ["fp32", "int8"] as const, classifier: true };
  await exportModel(trainedFolder(join(work, "trained")), bundle, options);
});

const faults = async (): Promise<string[]> =>
  (await verifyExportedFolder(bundle, { threads: 1 })).flatMap((check) => check.faults);

/** Changes a file while `look` runs. */
async function whileChanged(name: string, change: (bytes: Buffer) => Buffer, look: () => Promise<void>): Promise<void> {
  const [path, kept] = [join(bundle, name), join(work, "kept")];
  copyFileSync(path, kept);
  writeFileSync(path, change(readFileSync(path)));
  await look();
  copyFileSync(kept, path);
}

it("a changed bit is noticed in every file, wherever it is", async () => {
  const names = readdirSync(bundle, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(bundle, name)).isFile())
    .map((name) => name.split(sep).join("/"));
  expect(names.length).toBeGreaterThan(12);
  for (const name of names) {
    for (const share of [0, 0.37, 1]) {
      const flip = (bytes: Buffer): Buffer => {
        const at = Math.floor(share * (bytes.length - 1));
        bytes[at] = (bytes[at] as number) ^ 1;
        return bytes;
      };
      await whileChanged(name, flip, async () => {
        // A manifest that is no JSON any more, or says something impossible, is not read at all.
        const told = await faults().catch((error: Error) => [error.message]);
        expect(told.join("\n"), `${name} at ${share}`).toContain(name === manifestHashFile ? "manifest" : name);
      });
    }
  }
  expect(await faults()).toEqual([]);
});

it("a file that the manifest does not name is told", async () => {
  writeFileSync(join(bundle, "onnx", "other.bin"), "x");
  expect(await faults()).toEqual(["onnx/other.bin: the manifest does not name it"]);
  rmSync(join(bundle, "onnx", "other.bin"));
});

it("what is changed is not run", async () => {
  await whileChanged(
    "onnx/model.onnx",
    () => Buffer.from("not an ONNX file"),
    async () => {
      const checks = await verifyExportedFolder(bundle, { threads: 1 });
      const golden = checks.filter(({ what }) => what.includes("golden set"));
      expect(golden.map(({ skipped }) => skipped)).toEqual(golden.map(() => "files were changed"));
    },
  );
});

it("a model that answers otherwise than recorded is told even where all hashes fit", async () => {
  const forged = (bytes: Buffer): Buffer => {
    const golden = JSON.parse(bytes.toString("utf8")) as Golden;
    const [first] = golden.cases;
    const file = golden.files?.["onnx/model.onnx"];
    if (first === undefined || file === undefined) throw new Error("no case");
    first.label = "somebody else";
    file.scores[1] = (file.scores[1] as number) - 0.5;
    file.embeddings[2] = file.embeddings[0] as string;
    return Buffer.from(JSON.stringify(golden));
  };
  const manifestKept = readFileSync(join(bundle, manifestFile));
  const hashKept = readFileSync(join(bundle, manifestHashFile));
  await whileChanged(goldenFile, forged, async () => {
    const bytes = readFileSync(join(bundle, goldenFile));
    const manifest = JSON.parse(manifestKept.toString("utf8")) as { files: Record<string, unknown> };
    manifest.files[goldenFile] = { sizeBytes: bytes.length, sha256: sha256(bytes) };
    writeFileSync(join(bundle, manifestFile), JSON.stringify(manifest));
    writeFileSync(join(bundle, manifestHashFile), `${sha256(JSON.stringify(manifest))}  ${manifestFile}\n`);
    const checks = await verifyExportedFolder(bundle, { threads: 1 });
    expect(checks.find(({ what }) => what.startsWith("onnx/model.onnx"))?.faults).toEqual([
      expect.stringMatching(/^case 1: label somebody else expected, \w+ found$/),
      expect.stringMatching(/^case 2: score off by 0\.500, at most 0\.001 expected$/),
      expect.stringMatching(/^case 3: embedding off by [\d.]+, at most 0\.001 expected$/),
    ]);
  });
  writeFileSync(join(bundle, manifestFile), manifestKept);
  writeFileSync(join(bundle, manifestHashFile), hashKept);
});
