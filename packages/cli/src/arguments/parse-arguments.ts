import { readFileSync } from "node:fs";
import { IntentsmithError, nearestName } from "@intentsmith/core";
import yargs, { type Argv, type Options } from "yargs";
import { type Command, type Entry, entryName } from "./command.ts";

export interface ParsedArguments {
  /** Undefined if help or the version was printed. */
  command: Command | undefined;
  values: Record<string, unknown>;
}

const globalOptions = {
  debug: { type: "boolean", default: false, describe: "show stack traces" },
  quiet: { type: "boolean", default: false, describe: "only warnings and errors on stderr" },
} as const satisfies Record<string, Options>;

/** Finds command and values in the arguments; prints help where it is asked for. @throws ARGUMENT_INVALID. */
export async function parseArguments(argv: readonly string[], entries: readonly Entry[]): Promise<ParsedArguments> {
  let chosen: ParsedArguments = { command: undefined, values: {} };
  const choose = (command: Command, values: Record<string, unknown>): void => {
    chosen = { command, values };
  };
  const parser = yargs([...argv])
    .scriptName("intentsmith")
    .locale("en")
    .usage("Usage: $0 <command> [options]\n\nFine-tunes a sentence encoder into an intent classifier.")
    .parserConfiguration({
      "dot-notation": false,
      "greedy-arrays": false,
      "parse-numbers": false,
      "boolean-negation": false,
      "populate--": true,
    })
    .options(globalOptions)
    .help()
    .alias("help", "h")
    .version(packageVersion())
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .exitProcess(false)
    .strict()
    .demandCommand(1, "expected a command")
    .epilogue("Each command has its own help: intentsmith train --help")
    .fail((message, error) => {
      throw error ?? usageError(message, argv, entries);
    });
  for (const entry of entries) addEntry(parser, entry, "", choose);
  await parser.parseAsync();
  refuseRepeated(chosen);
  return chosen;
}

type Choose = (command: Command, values: Record<string, unknown>) => void;

function addEntry(parser: Argv, entry: Entry, prefix: string, choose: Choose): void {
  if (!("commands" in entry)) {
    addCommand(parser, entry, entry.usage, prefix, choose);
    return;
  }
  const { name, describe, commands, own } = entry;
  parser.command(name, describe, (group) => {
    if (own === undefined) group.usage(`Usage: $0 ${prefix}${name} <command> [options]\n\n${describe}`);
    for (const command of commands) addEntry(group, command, `${prefix}${name} `, choose);
    if (own === undefined) return group.demandCommand(1, `expected a command after "${name}"`);
    addCommand(group, own, "$0", prefix, choose);
    return group;
  });
}

/** `as`: how the parser finds it, `$0` for what a group's word alone does. */
function addCommand(parser: Argv, command: Command, as: string, prefix: string, choose: Choose): void {
  parser.command(
    as,
    command.describe,
    (own) => {
      own.usage(`Usage: $0 ${prefix}${command.usage} [options]\n\n${command.describe}`);
      for (const [name, options] of Object.entries(command.positionals)) own.positional(name, options);
      own.options(command.options);
      return own.epilogue(examplesOf(command));
    },
    (values) => choose(command, withRest(command, values)),
  );
}

/** What stands behind `--` is never an option: it joins the positional that takes many. */
function withRest(command: Command, values: Record<string, unknown>): Record<string, unknown> {
  const rest = (values["--"] ?? []) as unknown[];
  if (rest.length === 0) return values;
  const [name] = Object.entries(command.positionals).find(([, options]) => options.array === true) ?? [];
  if (name === undefined) throw new IntentsmithError("ARGUMENT_INVALID", `unknown argument ${JSON.stringify(rest[0])}`);
  return { ...values, [name]: [...(values[name] as unknown[]), ...rest.map(String)] };
}

/** Not yargs' own table of examples, which breaks command lines in two. */
function examplesOf({ examples }: Command): string {
  return `Examples:\n${examples.map(([line, what]) => `  intentsmith ${line}\n      ${what}`.trimEnd()).join("\n")}`;
}

/** An option that takes one value and is given twice comes out as a list. */
function refuseRepeated({ command, values }: ParsedArguments): void {
  const known: Record<string, Options> = { ...globalOptions, ...command?.options };
  for (const [name, options] of Object.entries(known)) {
    if (Array.isArray(values[name]) && options.array !== true) {
      throw new IntentsmithError("ARGUMENT_INVALID", `--${name} is given ${values[name].length} times`, {
        hint: "Give it once.",
      });
    }
    if (options.type === "number" && Number.isNaN(values[name])) {
      throw new IntentsmithError("ARGUMENT_INVALID", `--${name}: expected a number`);
    }
  }
}

function usageError(message: string, argv: readonly string[], entries: readonly Entry[]): IntentsmithError {
  const { words, options, commands, takesMany = false } = place(argv, entries);
  const help = `intentsmith ${[...words, "--help"].join(" ")} shows what can be given.`;
  const unknown = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(message)?.[1];
  if (unknown !== undefined) {
    const isOption = argv.some(
      (word) => word === `--${unknown}` || word.startsWith(`--${unknown}=`) || word === `-${unknown}`,
    );
    const near = nearestName(unknown, isOption ? options : commands);
    const shown = isOption ? `--${unknown}` : JSON.stringify(unknown);
    const what = isOption ? "option" : commands.length > 0 ? "command" : "argument";
    const guess = near === undefined ? "" : `Did you mean ${isOption ? "--" : ""}${near}? `;
    const dashes = takesMany ? ' A text that begins with "-" goes after " -- ".' : "";
    return new IntentsmithError("ARGUMENT_INVALID", `unknown ${what} ${shown}`, { hint: `${guess}${help}${dashes}` });
  }
  const missing = /^Missing required arguments?: (.+)$/.exec(message)?.[1];
  if (missing !== undefined) {
    const names = missing.split(", ").map((name) => `--${name}`);
    return new IntentsmithError("ARGUMENT_INVALID", `${names.join(" and ")} must be given`, { hint: help });
  }
  return new IntentsmithError("ARGUMENT_INVALID", message.replaceAll(/\s*\n\s*/g, " "), { hint: help });
}

/** How far the arguments lead into the tree of commands, and what is known there. */
function place(
  argv: readonly string[],
  entries: readonly Entry[],
): { words: string[]; options: string[]; commands: string[]; takesMany?: boolean } {
  const globals = [...Object.keys(globalOptions), "help", "version"];
  const words: string[] = [];
  let own: Command | undefined;
  let below = entries;
  for (const word of argv.filter((word) => !word.startsWith("-"))) {
    const entry = below.find((candidate) => entryName(candidate) === word);
    if (entry === undefined) break;
    words.push(word);
    own = "commands" in entry ? entry.own : entry;
    below = "commands" in entry ? entry.commands : [];
    if (below.length === 0) break;
  }
  const takesMany = Object.values(own?.positionals ?? {}).some((options) => options.array === true);
  const options = [...Object.keys(own?.options ?? {}), ...globals];
  return { words, options, commands: below.map(entryName), takesMany };
}

export function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
