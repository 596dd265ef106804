#!/usr/bin/env node
// Committed, so that package managers can link the command before the first build.
import { existsSync } from "node:fs";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  const { runProcess } = await import(main.href);
  await runProcess();
} else {
  process.stderr.write("error: intentsmith is not built yet\nhint: npm run build\n");
  process.exitCode = 1;
}
