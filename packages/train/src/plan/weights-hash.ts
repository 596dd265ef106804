import { sha256 } from "@intentsmith/core";
import type { SentenceModel } from "@intentsmith/model";

const hashes = new WeakMap<SentenceModel["weights"], string>();

/** SHA-256 over every weight's name and bytes. Kept, as the trials of a grid share their base. */
export function weightsHash({ weights }: SentenceModel): string {
  let hash = hashes.get(weights);
  if (hash === undefined) {
    const lines = [...weights].map(
      ([name, { data }]) => `${name}:${sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`,
    );
    hash = sha256(lines.join("\n"));
    hashes.set(weights, hash);
  }
  return hash;
}
