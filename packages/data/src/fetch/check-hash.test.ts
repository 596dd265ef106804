import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { checkHash } from "./check-hash.ts";
import { filesAt, published } from "./published.ts";

test("a file with other bytes than the published ones is refused", () => {
  const path = join(temporaryFolder(), "a.csv");
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, appendix B.1
  writeFileSync(path, "abc");
  expect(() => checkHash({ name: "a.csv", sha256: abc }, path)).not.toThrow();
  writeFileSync(path, "abd");
  expect(() => checkHash({ name: "a.csv", sha256: abc }, path)).toThrow(
    expect.objectContaining({ code: "DATA_CHECK_FAILED", message: expect.stringContaining(`SHA-256 ${abc} expected`) }),
  );
  expect(() => checkHash({ name: "a.csv" }, path)).not.toThrow();
});

test("every file of BANKING77 is pinned at the publisher's address, and at another only by its structure", () => {
  for (const { sha256 } of published.banking77.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(filesAt("http://mirror", ["train.csv"])[0]).not.toHaveProperty("sha256");
});
