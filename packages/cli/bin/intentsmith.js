#!/usr/bin/env node
// Committed, so that package managers can link the command before the first build.
import { existsSync } from "node:fs";
import module from "node:module";

// Node 22 and newer keep compiled code between runs; Node 20 has no such function.
module.enableCompileCache?.();

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  const { runProcess } = await import(main.href);
  await runProcess();
} else {
  process.stderr.write("error: intentsmith is not built yet\nhint: npm run build\n");
  process.exitCode = 1;
}
