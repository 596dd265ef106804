import type { Entry } from "./arguments/command.ts";
import { dataCommands } from "./commands/data.ts";
import { distillCommand } from "./commands/distill.ts";
import { evalCommand } from "./commands/eval.ts";
import { exportCommand } from "./commands/export.ts";
import { fitCommand } from "./commands/fit.ts";
import { predictCommand } from "./commands/predict.ts";
import { quickstartCommand } from "./commands/quickstart.ts";
import { runsCommands } from "./commands/runs.ts";
import { serveCommands } from "./commands/serve.ts";
import { trainCommand } from "./commands/train.ts";
import { verifyCommand } from "./commands/verify.ts";
import { runCommand, runProcessWith } from "./process/run-command.ts";

const entries: readonly Entry[] = [
  quickstartCommand,
  fitCommand,
  dataCommands,
  trainCommand,
  evalCommand,
  exportCommand,
  verifyCommand,
  predictCommand,
  distillCommand,
  runsCommands,
  serveCommands,
];

/** Runs one command. @returns the exit code: 0, 1 (failed), 2 (bad input), 130 or 143 (interrupted). */
export function main(argv: readonly string[]): Promise<number> {
  return runCommand(argv, entries);
}

/** The whole process, with every command. */
export function runProcess(): Promise<void> {
  return runProcessWith(entries);
}
