import type { Example, Split } from "./example/example.ts";
import { firstPlaces } from "./example/places.ts";
import type { Tokenise } from "./example/tokenise.ts";
import { sameTexts } from "./identity/same-texts.ts";
import { groupBy } from "./splits/group-by.ts";

/** Texts are the same if they have one key (case, accents and blanks aside) or the same tokens. */
export interface TextsInTwoSplits {
  split: Split;
  /** The split in which their texts stand as well. */
  alsoIn: Split;
  /** How many examples of `split` that are. */
  examples: number;
  /** How many of them are spelled otherwise there. */
  otherSpelling: number;
  /** Where the first few stand in `split`. */
  first: string[];
}

/** A text that carries more than one label. */
export interface TextWithLabels {
  /** As it is spelled first. */
  text: string;
  /** In how many spellings it occurs. */
  spellings: number;
  labels: string[];
  examples: number;
  /** Where the first example of each label stands, for the first few labels. */
  first: string[];
}

/** An example with the number of its text; equal numbers are the same text. */
export interface NumberedExample {
  example: Example;
  number: number;
}

export function numberTexts(examples: readonly Example[], tokenise?: Tokenise): NumberedExample[] {
  const numbers = sameTexts(
    examples.map(({ text }) => text),
    tokenise,
  );
  return examples.map((example, index) => ({ example, number: numbers[index] as number }));
}

/** Examples of a split whose text already stood in an earlier one of it. */
export function countRepeated(texts: readonly NumberedExample[], split: Split): number {
  const members = texts.filter(({ example }) => example.split === split);
  return members.length - new Set(members.map(({ number }) => number)).size;
}

export function textsInTwoSplits(texts: readonly NumberedExample[], split: Split, alsoIn: Split): TextsInTwoSplits {
  const there = texts.filter(({ example }) => example.split === alsoIn);
  const numbers = new Set(there.map(({ number }) => number));
  const spellings = new Set(there.map(({ example }) => example.text));
  const shared = texts.filter(({ example, number }) => example.split === split && numbers.has(number));
  return {
    split,
    alsoIn,
    examples: shared.length,
    otherSpelling: shared.filter(({ example }) => !spellings.has(example.text)).length,
    first: firstPlaces(shared.map(({ example }) => example.where)),
  };
}

/** Most frequent first. */
export function textsWithTwoLabels(texts: readonly NumberedExample[]): TextWithLabels[] {
  return [...groupBy(texts, ({ number }) => number).values()]
    .map((numbered) => {
      const members = numbered.map(({ example }) => example);
      const byLabel = [...groupBy(members, ({ label }) => label)].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        text: members[0]?.text ?? "",
        spellings: new Set(members.map(({ text }) => text)).size,
        labels: byLabel.map(([label]) => label),
        examples: members.length,
        first: firstPlaces(byLabel.map(([, [first]]) => first?.where ?? "")),
      };
    })
    .filter(({ labels }) => labels.length > 1)
    .sort((a, b) => b.examples - a.examples || (a.text < b.text ? -1 : 1));
}
