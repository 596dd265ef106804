import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLogger } from "./logger.ts";

test("a message keeps its lines and cannot steer the terminal", () => {
  const stream = new PassThrough();
  const logger = createLogger({ stream });
  logger.info("a\n\u001B[2Jb");
  logger.warn("c\rd");
  logger.progress("e\nf");
  expect(String(stream.read())).toBe("a\n\\u001b[2Jb\nwarning: c\\u000dd\ne\nf\n");
});

test("on a terminal the progress line is one line, cut to its width, and gives way to the next message", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 6 });
  const logger = createLogger({ stream });
  logger.progress("a\nbcdefgh");
  logger.info("i");
  expect(String(stream.read())).toBe("\r\u001B[2Ka bcd\r\u001B[2Ki\n");
});
