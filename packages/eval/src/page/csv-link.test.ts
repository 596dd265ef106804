import { expect, test } from "vitest";
import { csvLink } from "./csv-link.ts";

const contentOf = (html: string): string =>
  decodeURIComponent(/href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'") ?? "");

test("the file lies in the link, with quotes, line ends and lone surrogates made harmless", () => {
  const html = csvLink(
    "a.csv",
    ["id", "text"],
    [
      ["1", 'a "b",\nc'],
      ["2", "\uD800'"],
    ],
  );
  expect(contentOf(html)).toBe('id,text\r\n1,"a ""b"",\nc"\r\n2,\uFFFD\'\r\n');
  expect(html).toContain('download="a.csv"');
  expect(html).toContain("2 rows");
});

test("no cell is a formula, and numbers stay numbers", () => {
  expect(contentOf(csvLink("a.csv", ["x"], [["=1+1"], ["-0.5"]]))).toBe("x\r\n'=1+1\r\n-0.5\r\n");
});

test("what no browser would save is said instead", () => {
  expect(csvLink("a.csv", ["x"], [["x".repeat(2_000_000)]])).not.toContain("href");
});
