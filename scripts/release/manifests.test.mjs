import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { root } from "../workspace/root.mjs";
import { alignManifests, readCatalog } from "./manifests.mjs";
import { inOrder } from "./pack.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function workspace(
  manifests,
  catalog = 'catalog:\n  "@types/node": ^20.19.0\n  yaml: 2.9.1\nallowBuilds:\n  sharp: false\n',
) {
  const folder = mkdtempSync(join(tmpdir(), "release-manifests-"));
  folders.push(folder);
  writeFileSync(join(folder, "pnpm-workspace.yaml"), `packages:\n  - packages/*\n${catalog}`);
  for (const [name, manifest] of Object.entries(manifests)) {
    mkdirSync(join(folder, "packages", name), { recursive: true });
    writeFileSync(join(folder, "packages", name, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  return folder;
}

const read = (folder, name) => JSON.parse(readFileSync(join(folder, "packages", name, "package.json"), "utf8"));

describe("manifests", () => {
  const manifests = {
    core: { name: "@x/core", version: "1.0.0", dependencies: { yaml: "catalog:" } },
    cli: {
      name: "x",
      version: "1.0.0",
      dependencies: { "@x/core": "workspace:*" },
      devDependencies: { "@types/node": "1" },
    },
  };

  it("get the catalog's versions and their siblings'", () => {
    const folder = workspace(manifests);
    expect(alignManifests(folder)).toHaveLength(2);
    expect(read(folder, "core").dependencies).toEqual({ yaml: "2.9.1" });
    expect(read(folder, "cli")).toMatchObject({
      dependencies: { "@x/core": "1.0.0" },
      devDependencies: { "@types/node": "^20.19.0" },
    });
    expect(alignManifests(folder)).toEqual([]);
  });

  it("get a new version all at once", () => {
    const folder = workspace(manifests);
    alignManifests(folder, "2.0.0-next.1");
    expect(read(folder, "core").version).toBe("2.0.0-next.1");
    expect(read(folder, "cli")).toMatchObject({ version: "2.0.0-next.1", dependencies: { "@x/core": "2.0.0-next.1" } });
  });

  it("name what is in no catalog, and nothing is written", () => {
    const folder = workspace({
      ...manifests,
      data: { name: "@x/data", version: "1.0.0", dependencies: { left: "1" } },
    });
    expect(() => alignManifests(folder)).toThrow(/left is not in the catalog/);
    expect(read(folder, "core").dependencies).toEqual({ yaml: "catalog:" });
  });
});

it("the catalog of this workspace is read whole", () => {
  const text = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const catalog = readCatalog(root);
  expect(catalog.get("zod")).toMatch(/^\d+\.\d+\.\d+$/);
  expect(catalog.get("@types/node")).toMatch(/^\^20\./);
  expect(catalog.has("sharp")).toBe(false);
  expect(catalog.size).toBe(text.match(/^ {2}\S+: [\^\d]/gm).length);
});

describe("the order of publication", () => {
  const one = (name, ...dependencies) => ({
    manifest: { name, dependencies: Object.fromEntries(dependencies.map((other) => [other, "1"])) },
  });

  it("has every package after those that it depends on", () => {
    const packages = [one("x", "@x/data", "@x/core"), one("@x/data", "@x/core", "yaml"), one("@x/core")];
    expect(inOrder(packages).map(({ manifest }) => manifest.name)).toEqual(["@x/core", "@x/data", "x"]);
  });

  it("is none where packages depend on each other", () => {
    expect(() => inOrder([one("a", "b"), one("b", "a")])).toThrow("packages depend on each other: a, b");
  });
});
