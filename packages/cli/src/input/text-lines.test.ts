import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { textLines } from "./text-lines.ts";

async function portions(...chunks: (string | Uint8Array)[]): Promise<string[][]> {
  const found: string[][] = [];
  for await (const lines of textLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) found.push(lines);
  return found;
}

it("gives whole lines as they arrive, the last one without its end", async () => {
  expect(await portions("a\nb\nc", "d\r\n", "e")).toEqual([["a", "b"], ["cd"], ["e"]]);
  expect(await portions("a\n\nb\n")).toEqual([["a", "", "b"]]);
  expect(await portions("")).toEqual([]);
});

it("joins characters and line ends that are cut between chunks", async () => {
  const bytes = Buffer.from("naïve\r\n👍\n");
  expect(
    (await portions(bytes.subarray(0, 3), bytes.subarray(3, 7), bytes.subarray(7, 9), bytes.subarray(9))).flat(),
  ).toEqual(["naïve", "👍"]);
});
