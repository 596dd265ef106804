import { textKey, type Example } from "@intentsmith/data";

/** What of an example tells which slices it is in. */
export type SlicedExample = Pick<Example, "text" | "label"> &
  Partial<Pick<Example, "id" | "source" | "conversation" | "role" | "columns">>;

/** One way of cutting texts into slices: its name, and the slice of each text; undefined: of none. */
export interface Slicing {
  by: string;
  /** [B] */
  values: (string | undefined)[];
}

/**
 * All ways to slice: by label, role, source file, position in the conversation (counted in its labelled texts), length
 * in words, whether the text stands in training as well (in any spelling), and by the columns that were read.
 *
 * @param examples what was evaluated. [B]
 * @param all the data set's examples, for positions; its training texts tell what was seen.
 */
export function slicings(
  examples: readonly SlicedExample[],
  all: readonly (SlicedExample & { split?: string })[],
): Slicing[] {
  const places = conversationPlaces(all);
  const training = new Set(all.filter(({ split }) => split === "train").map(({ text }) => textKey(text)));
  const columns = [...new Set(examples.flatMap(({ columns = {} }) => Object.keys(columns)))];
  const by = (name: string, value: (example: SlicedExample) => string | undefined): Slicing => ({
    by: name,
    values: examples.map(value),
  });
  return [
    by("label", ({ label }) => label),
    by("role", ({ role }) => (role === "" ? undefined : role)),
    by("file", ({ source }) => source),
    by("position in the conversation", (example) => placeRange(places.get(example.id ?? ""))),
    by("length", ({ text }) => lengthRange(text)),
    ...(training.size === 0
      ? []
      : [by("text", ({ text }) => (training.has(textKey(text)) ? "also in training" : "not in training"))]),
    ...columns.map((name) => by(name, ({ columns }) => (columns?.[name] === "" ? "(empty)" : columns?.[name]))),
  ];
}

/** Place of each example among the labelled texts of its conversation, from 1; examples without one are left out. */
function conversationPlaces(all: readonly SlicedExample[]): Map<string, number> {
  const counts = new Map<string, number>();
  const places = new Map<string, number>();
  for (const { id, source, conversation } of all) {
    if (conversation === undefined || id === undefined) continue;
    const key = JSON.stringify([source, conversation]);
    const place = (counts.get(key) ?? 0) + 1;
    counts.set(key, place);
    places.set(id, place);
  }
  return places;
}

function placeRange(place: number | undefined): string | undefined {
  if (place === undefined) return undefined;
  return place === 1 ? "first text" : place <= 5 ? "texts 2 to 5" : place <= 15 ? "texts 6 to 15" : "after text 15";
}

/** By blanks; a text of a language without blanks is one word. */
function lengthRange(text: string): string {
  const words = text.trim().split(/\s+/).length;
  return words <= 3 ? "1 to 3 words" : words <= 8 ? "4 to 8 words" : words <= 16 ? "9 to 16 words" : "over 16 words";
}
