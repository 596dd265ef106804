import type { Entry } from "./arguments/command.ts";
import { runCommand, runProcessWith } from "./process/run-command.ts";

/**
 * The commands by their word. Only the one that is called is loaded: the libraries of the others are most of what a
 * short command costs, and a service that runs for months has no trainer in its memory.
 */
const commands: Readonly<Record<string, () => Promise<Entry>>> = {
  quickstart: async () => (await import("./commands/quickstart.ts")).quickstartCommand,
  fit: async () => (await import("./commands/fit.ts")).fitCommand,
  data: async () => (await import("./commands/data.ts")).dataCommands,
  train: async () => (await import("./commands/train.ts")).trainCommand,
  eval: async () => (await import("./commands/eval.ts")).evalCommand,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  verify: async () => (await import("./commands/verify.ts")).verifyCommand,
  predict: async () => (await import("./commands/predict.ts")).predictCommand,
  model: async () => (await import("./commands/model.ts")).modelCommands,
  distill: async () => (await import("./commands/distill.ts")).distillCommand,
  runs: async () => (await import("./commands/runs.ts")).runsCommands,
  serve: async () => (await import("./commands/serve.ts")).serveCommands,
};

/** The entries that these arguments need: one, or all of them for the help of the whole and for a word that is none. */
function entriesFor(argv: readonly string[]): Promise<readonly Entry[]> {
  const word = argv[0] ?? "";
  const wanted = Object.hasOwn(commands, word) ? [word] : Object.keys(commands);
  return Promise.all(wanted.map((name) => (commands[name] as () => Promise<Entry>)()));
}

/** Runs one command. @returns the exit code: 0, 1 (failed), 2 (bad input), 130 or 143 (interrupted). */
export async function main(argv: readonly string[]): Promise<number> {
  return runCommand(argv, await entriesFor(argv));
}

/** The whole process, with every command. */
export async function runProcess(): Promise<void> {
  await runProcessWith(await entriesFor(process.argv.slice(2)));
}
