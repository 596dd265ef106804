import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseRecord, readJsonFile, sha256 } from "@intentsmith/core";
import { textKey, type Dataset } from "@intentsmith/data";
import type { ModelEvaluation } from "@intentsmith/eval";
import { z } from "zod";

/** Hashes of the texts that a model and its bases were trained on; stays with the trained folder, never goes into an export. */
export const seenTextsFile = "seen-texts.json";

const schema = z.object({
  format: z.literal(1),
  /** A set a training, the oldest first. key: of the hashes, so that those of one model say nothing of another's. */
  sets: z.array(z.object({ key: z.string(), hashes: z.array(z.string()) })),
});

/**
 * Which texts a model was trained on, itself or by way of a base that was trained here: as HMAC-SHA256, cut to 64 bits, of
 * the texts' keys, so in any spelling. Whoever has the file can tell whether a text that he knows is among them.
 */
export class SeenTexts {
  readonly #sets: { key: string; hashes: Set<string> }[];

  private constructor(sets: { key: string; hashes: Set<string> }[]) {
    this.#sets = sets;
  }

  /** Those of a model folder, trained here; none of another. @throws MODEL_MALFORMED */
  static of(folder: string): SeenTexts {
    const path = join(folder, seenTextsFile);
    if (!existsSync(path)) return new SeenTexts([]);
    const { sets } = parseRecord(schema, readJsonFile(path, "the hashes of training texts"), path, "MODEL_MALFORMED");
    return new SeenTexts(sets.map(({ key, hashes }) => ({ key, hashes: new Set(hashes) })));
  }

  /** The same and the training texts of a data set. */
  and({ examples, hash }: Dataset): SeenTexts {
    const key = sha256(`seen texts ${hash}`).slice(0, 32);
    const texts = examples.flatMap(({ split, text }) => (split === "train" ? [text] : []));
    return new SeenTexts([...this.#sets, { key, hashes: new Set(texts.map((text) => hashOf(text, key))) }]);
  }

  has(text: string): boolean {
    return this.#sets.some(({ key, hashes }) => hashes.has(hashOf(text, key)));
  }

  get isEmpty(): boolean {
    return this.#sets.length === 0;
  }

  json(): string {
    const sets = this.#sets.map(({ key, hashes }) => ({ key, hashes: [...hashes].sort() }));
    return `${JSON.stringify({ format: 1, sets } satisfies z.infer<typeof schema>)}\n`;
  }
}

function hashOf(text: string, key: string): string {
  return createHmac("sha256", key).update(textKey(text)).digest("hex").slice(0, 16);
}

/** How many evaluated texts a model has been trained on, and its accuracy on the rest (NaN if there is none). */
export interface SeenShare {
  texts: number;
  rest: number;
  accuracyOfTheRest: number;
}

export function seenShare(seen: SeenTexts, { examples, result, input }: ModelEvaluation): SeenShare {
  const isNew = examples.map(({ text }) => !seen.has(text));
  const rest = isNew.filter(Boolean).length;
  const right = isNew.filter((is, i) => is && result.predictions.label[i] === input.targets[i]).length;
  return { texts: examples.length - rest, rest, accuracyOfTheRest: rest === 0 ? NaN : right / rest };
}

/** One loud line. */
export function formatSeen({ texts, rest, accuracyOfTheRest }: SeenShare, split: string): string {
  const total = texts + rest;
  const others =
    rest === 0 ? "there is no other text" : `on the other ${rest} the accuracy is ${accuracyOfTheRest.toFixed(4)}`;
  return `the model, or a base of it, was trained on ${texts} of the ${total} ${split} texts; ${others}`;
}
