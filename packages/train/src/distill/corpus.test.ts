import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@intentsmith/core";
import { afterAll, expect, test } from "vitest";
import { readCorpus } from "./corpus.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-corpus-"));
afterAll(() => rmSync(work, { recursive: true }));

/** 100 texts in the order of their hashes, `below` of which lie in the first fiftieth of all hashes. */
function texts(below: number): string[] {
  const all = Array.from({ length: 1000 }, (_, i) => `text ${i}`).sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1));
  const isBelow = (text: string): boolean => sha256(text) < "051eb851"; // 0.02 · 2³², in hexadecimal
  return [...all.filter(isBelow).slice(0, below), ...all.filter((text) => !isBelow(text)).slice(0, 100 - below)];
}

test.each([
  { below: 0, heldOut: 2 },
  { below: 1, heldOut: 2 },
  { below: 2, heldOut: 2 },
  { below: 5, heldOut: 5 },
])("of 100 texts, $below of them in the share to hold out, $heldOut are", ({ below, heldOut }) => {
  const path = join(work, `${below}.txt`);
  const given = texts(below);
  writeFileSync(path, given.join("\n"));
  const corpus = readCorpus([path]);
  expect(corpus.heldOut).toEqual(given.slice(0, heldOut));
  expect(corpus.train).toEqual(given.slice(heldOut));
});
