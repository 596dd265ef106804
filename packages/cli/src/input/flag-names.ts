import { IntentsmithError } from "@intentsmith/core";

/** What a reader of data says of a config, and what it is for a file that a flag brought and a model's own labels. */
const wordings: readonly (readonly [RegExp, string])[] = [
  [/\bdata\.textColumn\b/g, "--text-column"],
  [/\bdata\.labelColumn\b/g, "--label-column"],
  [/\bdata\.conversationColumn\b/g, "--conversation-column"],
  [/\bdata\.roleColumn\b/g, "--role-column"],
  [/\blabels under data\.labels\b/g, "labels of the model"],
  [/\bAdd it to data\.labels, or set/g, "The model has no other labels; set"],
  [/\b(Take it out of|Name the files in it one by one under) data\.files\b/g, "Give another file with --data"],
  [/\bSet data\.encoding to the file's own encoding\b/g, "Give the file's own encoding with --set data.encoding=…"],
  [/\b(?:set|raise) data\.(\w+)(?:: | to )("[^"]*"|drop|utf-16[bl]e)/g, "give --set data.$1=$2"],
  [/(?<!--)\b(?:set|raise) data\.(\w+)/g, "give --set data.$1=…"],
];

/** The same error with the flags of `eval` where its message or hint names keys of a config. */
export function withFlagNames(error: unknown): unknown {
  if (!(error instanceof IntentsmithError)) return error;
  const hint = error.hint === undefined ? {} : { hint: reworded(error.hint) };
  return new IntentsmithError(error.code, reworded(error.message), { ...hint, cause: error });
}

function reworded(text: string): string {
  return wordings.reduce((result, [pattern, flag]) => result.replaceAll(pattern, flag), text);
}
