import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveBase, shippedEncoders } from "./resolve-base.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

const start = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "base-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

describe("resolveBase", () => {
  it("gives an existing folder back", async () => {
    expect(await resolveBase(tinyBertFolder)).toBe(tinyBertFolder);
  });

  it("says which folder of a run is the model", async () => {
    mkdirSync(join("runs/a/model"), { recursive: true });
    writeFileSync("runs/a/model/config.json", "{}");
    await expect(resolveBase("runs/a")).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      hint: `Did you mean ${join("runs/a/model")}?`,
    });
    expect(await resolveBase("runs/a/model")).toBe("runs/a/model");
  });

  it.each(Object.entries(shippedEncoders))(
    "finds the shipped encoder %s in the package %s",
    async (name, packageName) => {
      const installed = join(folder, "node_modules", packageName);
      mkdirSync(join(installed, "model"), { recursive: true });
      writeFileSync(
        join(installed, "package.json"),
        JSON.stringify({ type: "module", exports: { ".": "../index.js" } }),
      );
      writeFileSync(
        join(installed, "index.js"),
        `import { fileURLToPath } from "node:url";
       export const modelFolder = fileURLToPath(new URL("./model", import.meta.url));`,
      );
      expect(basename(await resolveBase(name))).toBe("model");
    },
  );

  it("refuses a file", async () => {
    await expect(resolveBase(join(tinyBertFolder, "config.json"))).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });

  it.each(["../nowhere", "/nowhere/at/all", "~/model", "runs/a/b", ""])(
    "does not take the path %s for a hub id",
    async (path) => {
      await expect(resolveBase(path)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    },
  );
});
