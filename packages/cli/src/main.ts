import { createLogger, printableLines } from "@intentsmith/core";
import { parseArguments, type Entry } from "./arguments/parse-arguments.ts";
import { dataCommands } from "./commands/data.ts";
import { distillCommand } from "./commands/distill.ts";
import { evalCommand } from "./commands/eval.ts";
import { exportCommand } from "./commands/export.ts";
import { predictCommand } from "./commands/predict.ts";
import { quickstartCommand } from "./commands/quickstart.ts";
import { runsCommands } from "./commands/runs.ts";
import { trainCommand } from "./commands/train.ts";
import { describeFailure, stackTraces } from "./process/failure.ts";

const entries: readonly Entry[] = [
  quickstartCommand,
  dataCommands,
  trainCommand,
  evalCommand,
  exportCommand,
  predictCommand,
  distillCommand,
  runsCommands,
];

/** Runs one command. @returns the exit code: 0, 1 (failed), 2 (bad input), 130 or 143 (interrupted). */
export async function main(argv: readonly string[]): Promise<number> {
  let debug = argv.includes("--debug");
  try {
    const { command, values } = await parseArguments(argv, entries);
    if (command === undefined) return 0;
    debug = values["debug"] === true;
    const exitCode = await command.run(values, {
      logger: createLogger({ quiet: values["quiet"] === true }),
      print: (text) => void process.stdout.write(`${printableLines(text)}\n`),
      stdin: process.stdin,
      environment: process.env,
      commandLine: ["intentsmith", ...argv],
    });
    return exitCode ?? 0;
  } catch (error) {
    return report(error, debug);
  }
}

/** The whole process: streams that break, errors that nothing awaited, the exit code. */
export async function runProcess(): Promise<void> {
  const argv = process.argv.slice(2);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : report(error, argv.includes("--debug")));
  });
  process.stderr.on("error", () => {});
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => process.exit(report(error, argv.includes("--debug"))));
  }
  process.exitCode = await main(argv);
}

function report(error: unknown, debug: boolean): number {
  const { text, exitCode } = describeFailure(error);
  const cleared = process.stderr.isTTY ? "\r\u001B[2K" : "";
  process.stderr.write(`${cleared}${printableLines(text)}\n`);
  if (debug) process.stderr.write(`${printableLines(stackTraces(error))}\n`);
  return exitCode;
}
