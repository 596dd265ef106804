import type { Logger } from "@intentsmith/core";
import type { InferredOptionTypes, Options, PositionalOptions } from "yargs";

/** What a command may touch outside of its arguments. */
export interface Context {
  /** Messages for people, on stderr. */
  logger: Logger;
  /** A result, on stdout, with a line end. */
  print(text: string): void;
  stdin: NodeJS.ReadStream;
  environment: NodeJS.ProcessEnv;
  /** As it was typed, for the run's record. */
  commandLine: readonly string[];
}

/** A command as the parser and the help need it. */
export interface Command {
  /** Name and positionals: `fetch <name>`. */
  usage: string;
  describe: string;
  positionals: Record<string, PositionalOptions>;
  options: Record<string, Options>;
  /** Arguments after `intentsmith`, and what they do. */
  examples: readonly (readonly [command: string, what: string])[];
  /** @returns the exit code, 0 if nothing. */
  run(values: Record<string, unknown>, context: Context): Promise<number | void>;
}

export interface CommandSpec<P extends Record<string, PositionalOptions>, O extends Record<string, Options>> {
  usage: string;
  describe: string;
  positionals?: P;
  options: O;
  examples: Command["examples"];
  run(values: InferredOptionTypes<P> & InferredOptionTypes<O>, context: Context): Promise<number | void>;
}

/** Ties the types of a command's values to its declared options. */
export function defineCommand<
  const O extends Record<string, Options>,
  const P extends Record<string, PositionalOptions> = Record<never, never>,
>(spec: CommandSpec<P, O>): Command {
  return { positionals: {}, ...spec } as unknown as Command;
}

/** Commands under one word: `data fetch`, `data stats`; and what the word alone does, if anything. */
export interface CommandGroup {
  name: string;
  describe: string;
  commands: readonly Entry[];
  own?: Command;
}

export type Entry = Command | CommandGroup;

export function nameOf(command: Command): string {
  return command.usage.split(" ")[0] as string;
}

export function entryName(entry: Entry): string {
  return "commands" in entry ? entry.name : nameOf(entry);
}
