import { createLogger, printableLines } from "@intentsmith/core";
import type { Entry } from "../arguments/command.ts";
import { parseArguments } from "../arguments/parse-arguments.ts";
import { describeFailure, stackTraces } from "./failure.ts";

/** Runs one of these commands. @returns the exit code: 0, 1 (failed), 2 (bad input), 130 or 143 (interrupted). */
export async function runCommand(argv: readonly string[], entries: readonly Entry[]): Promise<number> {
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
export async function runProcessWith(entries: readonly Entry[]): Promise<void> {
  const argv = process.argv.slice(2);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : report(error, argv.includes("--debug")));
  });
  process.stderr.on("error", () => {});
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => process.exit(report(error, argv.includes("--debug"))));
  }
  process.exitCode = await runCommand(argv, entries);
}

function report(error: unknown, debug: boolean): number {
  const { text, exitCode } = describeFailure(error);
  const cleared = process.stderr.isTTY ? "\r\u001B[2K" : "";
  process.stderr.write(`${cleared}${printableLines(text)}\n`);
  if (debug) process.stderr.write(`${printableLines(stackTraces(error))}\n`);
  return exitCode;
}
