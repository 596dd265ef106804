import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDataset } from "../read-dataset.ts";
import { dataFile, resolve } from "../testing/row-files.ts";
import { thrown } from "../testing/thrown.ts";
import { readParquet } from "./parquet.ts";

// Written by pyarrow with the metadata of Hugging Face's `datasets` (oracles/parquet.py).
const golden = join(import.meta.dirname, "../../../../oracles/golden/parquet");

const read = (bytes: Uint8Array, columns: object = {}): ReturnType<typeof readParquet> =>
  readParquet(
    { ...dataFile("a.parquet", ""), bytes: Buffer.from(bytes) },
    resolve({ reader: "parquet", files: ["a.parquet"], ...columns }),
  );

test.each(["none", "snappy", "gzip", "zstd", "brotli"])(
  "compression %s: rows of all groups, classes by name",
  async (name) => {
    const rows = await read(readFileSync(join(golden, `${name}.parquet`)), { roleColumn: "source" });
    expect(rows.map(({ text, label, role, where }) => [text, label, role, where])).toEqual([
      ["where is my card?", "card_arrival", "a", "a.parquet: row 1"],
      ['say "ça va", 你好 😀', "greet", "b", "a.parquet: row 2"],
      ["line\nbreak", "card_arrival", undefined, "a.parquet: row 3"],
      [null, "greet", "a", "a.parquet: row 4"],
      ["no class", null, "b", "a.parquet: row 5"],
    ]);
  },
);

test("a data set of it: rows without text or label are dropped and counted", async () => {
  const { examples, dropped } = await readDataset({
    reader: "parquet",
    files: [join(golden, "snappy.parquet")],
    splits: { validation: 0, test: 0 },
    unknownLabels: "drop",
  });
  expect(examples.map(({ label }) => label)).toEqual(["card_arrival", "greet", "card_arrival"]);
  expect(dropped.map(({ reason }) => reason)).toEqual(["null text", "no label"]);
});

test("what is no Parquet, a cut file and a column that is not there are named", async () => {
  const whole = readFileSync(join(golden, "snappy.parquet"));
  expect(await thrown(() => read(Buffer.from("text,label\n")))).toMatch(
    /^FILE_MALFORMED: a\.parquet: not valid Parquet/,
  );
  expect(await thrown(() => read(whole.subarray(0, 900)))).toMatch(/^FILE_MALFORMED: a\.parquet: not valid Parquet/);
  expect(await thrown(() => read(whole, { labelColumn: "lable" }))).toMatch(
    /^DATA_COLUMN_MISSING: a\.parquet: data\.labelColumn: .*received "text", "label", "source" \| Did you mean "label"\?/,
  );
});
