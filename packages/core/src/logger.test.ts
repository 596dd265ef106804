import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLogger } from "./logger.ts";

/** All that was written; a single read gives one chunk on newer lines of Node. */
function written(stream: PassThrough): string {
  let text = "";
  for (let chunk: unknown = stream.read(); chunk !== null; chunk = stream.read()) text += String(chunk);
  return text;
}

test("a message keeps its lines and cannot steer the terminal", () => {
  const stream = new PassThrough();
  const logger = createLogger({ stream });
  logger.info("a\n\u001B[2Jb");
  logger.warn("c\rd");
  logger.progress("e\nf");
  expect(written(stream)).toBe("a\n\\u001b[2Jb\nwarning: c\\u000dd\ne\nf\n");
});

test("on a terminal the progress line is one line, cut to its width, and gives way to the next message", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 6 });
  const logger = createLogger({ stream });
  logger.progress("a\nbcdefgh");
  logger.info("i");
  expect(written(stream)).toBe("\r\u001B[2Ka bcd\r\u001B[2Ki\n");
});

test("where nothing can be overwritten, progress is a line every ten seconds at most", () => {
  const stream = new PassThrough();
  let nowMs = 0;
  const logger = createLogger({ stream, now: () => nowMs });
  for (const at of [0, 9_999, 10_000, 19_999, 20_001]) {
    nowMs = at;
    logger.progress(`at ${at}`);
  }
  expect(written(stream)).toBe("at 0\nat 10000\nat 20001\n");
});

test("quiet keeps warnings alone", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true });
  const logger = createLogger({ stream, quiet: true });
  logger.info("i");
  logger.progress("p");
  logger.warn("w");
  expect(written(stream)).toBe("warning: w\n");
});

test("a terminal of unknown width is taken for one of 120 columns", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true });
  createLogger({ stream }).progress("x".repeat(500));
  expect(written(stream)).toBe(`\r\u001B[2K${"x".repeat(119)}`);
});
