import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyExportedFolder } from "./verify-exported-folder.ts";

const folders = join(import.meta.dirname, "../testing/folders-of-format-1");

it("a folder of the first format is compared with its manifest; what it does not have is said", async () => {
  const checks = await verifyExportedFolder(join(folders, "exported"), { threads: 1 });
  expect(checks).toEqual([
    { what: "manifest.json", faults: [], skipped: "no manifest.sha256: written by an earlier version" },
    { what: "8 files: size and SHA-256", faults: [] },
    { what: "no other files", faults: [] },
    { what: "record and manifest of one export", faults: [] },
    {
      what: "model.onnx (fp32): golden set",
      faults: [],
      skipped: "no golden set: written by an earlier version",
    },
  ]);
});

it("a folder that is no export is named", async () => {
  await expect(verifyExportedFolder(join(folders, "trained"))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
});
