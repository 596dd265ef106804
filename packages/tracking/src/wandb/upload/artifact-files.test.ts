import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withTemporaryFolder } from "../../testing/example-run.ts";
import { artifactDigest, artifactName, collectArtifactFiles } from "./artifact-files.ts";

test("the digests are those that the official client sent for the same bytes", () =>
  withTemporaryFolder((folder) => {
    writeFileSync(join(folder, "model.txt"), "weights 123\n");
    const files = collectArtifactFiles(folder, ".");
    expect(files).toMatchObject([{ name: "model.txt", sizeBytes: 12, digest: "EMBOh7O2uFBbMTQEw0jdig==" }]);
    expect(artifactDigest(files)).toBe("e0d848a6db7a46e224ba8ce91951d17b");
  }));

test("files of inner folders are named with slashes and sorted by path", () =>
  withTemporaryFolder((folder) => {
    mkdirSync(join(folder, "onnx"));
    for (const name of ["onnx/model.onnx", "config.json", "a.b", "a"]) writeFileSync(join(folder, name), name);
    const files = collectArtifactFiles(folder, ".");
    expect(files.map((file) => file.name)).toEqual(["a", "a.b", "config.json", "onnx/model.onnx"]);
    expect(artifactDigest([...files].reverse())).toBe(artifactDigest(files));
  }));

test("a run's name becomes a name that W&B takes", () => {
  expect(artifactName("batch 64 / größer")).toBe("batch-64-gr-er-model");
  expect(artifactName("x".repeat(300))).toHaveLength(128);
});
