import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-full-"));
const disk = join(work, "disk");
mkdirSync(disk);
/** A file system of 40 KiB in memory, where this process may mount one. */
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=40k", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (mounted) execFileSync("umount", [disk]);
  rmSync(work, { recursive: true });
});

describe.skipIf(!mounted)("a full disk (skipped where nothing may be mounted)", () => {
  it("is told; the earlier export stays whole and nothing else is left", async () => {
    const trained = trainedFolder(join(work, "trained"));
    writeFileSync(join(disk, "earlier"), "kept");
    await expect(exportModel(trained, join(disk, "deploy"), { threads: 1 })).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: expect.stringContaining("the disk is full"),
      hint: expect.stringContaining("Free some space"),
    });
    expect(readdirSync(disk)).toEqual(["earlier"]);
    expect(readFileSync(join(disk, "earlier"), "utf8")).toBe("kept");
  });
});
