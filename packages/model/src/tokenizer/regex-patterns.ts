import { IntentsmithError } from "@intentsmith/core/web";

/**
 * Regular expressions that a `tokenizer.json` may bring: those that models use to tidy blanks, line breaks and marks.
 * Each looks at a character a bounded number of times; any other one could hold a text for minutes (`(a+)+$`).
 */
const safePatterns: readonly string[] = [
  String.raw`\s`,
  String.raw`\s+`,
  " +",
  " {2,}",
  String.raw`\n`,
  String.raw`\n+`,
  String.raw`[\n\r\t]`,
  String.raw`[\r\n]+`,
  String.raw`\r\n|\r|\n`,
  String.raw`\p{M}`,
  String.raw`\p{Mn}`,
];

/**
 * Checks every regular expression (`{"Regex": …}`) of a `tokenizer.json`, wherever it stands but in the model.
 * @throws MODEL_UNSUPPORTED naming the first that is not among the safe ones, and its place.
 */
export function checkRegexPatterns(json: unknown, where: string): void {
  for (const { place, pattern } of patternsOf(json, "")) {
    if (typeof pattern === "string" && safePatterns.includes(pattern)) continue;
    throw new IntentsmithError(
      "MODEL_UNSUPPORTED",
      `${where}: ${place}: the regular expression ${JSON.stringify(pattern)} is not among those that are known to be safe`,
      {
        hint: `Safe are ${safePatterns.map((safe) => JSON.stringify(safe)).join(", ")}; plain text stands in "String".`,
      },
    );
  }
}

function* patternsOf(value: unknown, place: string): Generator<{ place: string; pattern: unknown }> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const here = Array.isArray(value) ? `${place}[${key}]` : `${place}${place === "" ? "" : "."}${key}`;
    if (key === "Regex") yield { place, pattern: inner };
    else if (here !== "model") yield* patternsOf(inner, here);
  }
}
