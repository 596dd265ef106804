import { isSecretName, redactUrl } from "@intentsmith/core";

/**
 * A command line without credentials: `--api-key=x`, `--set a.token=x` and `--api-key x` lose their value, and so do
 * URLs with a password. Names that merely contain such a word (`--max-tokens`, `--tokenizer`) stay.
 */
export function redactArguments(commandLine: readonly string[]): string[] {
  return commandLine.map((argument, index) => {
    const equals = argument.indexOf("=");
    if (equals > 0 && isSecretName(argument.slice(0, equals))) return `${argument.slice(0, equals)}=[redacted]`;
    const previous = commandLine[index - 1] ?? "";
    const isValue = previous.startsWith("--") && isSecretName(previous) && !argument.startsWith("--");
    return isValue ? "[redacted]" : redactUrl(argument);
  });
}
