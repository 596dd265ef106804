import type { Tokenise } from "../example/tokenise.ts";
import { textKey } from "./text-key.ts";

/**
 * Numbers texts so that two have one number if they are the same: by their key or, where a tokenizer is handed in, by
 * their token ids.
 * @returns [n], numbers from 0 in order of first appearance.
 */
export function sameTexts(texts: readonly string[], tokenise?: Tokenise): Int32Array {
  const numberOf = new Map<string, number>();
  const joined: number[] = [];
  const find = (number: number): number => {
    let root = number;
    while (joined[root] !== root) root = joined[root] as number;
    joined[number] = root;
    return root;
  };
  const join = (a: number, b: number): void => {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y) as [number, number];
    joined[high] = low;
  };
  const firstWith = new Map<string, number>();
  for (const text of new Set(texts)) {
    const number = joined.length;
    joined.push(number);
    numberOf.set(text, number);
    const names = [`key ${textKey(text)}`];
    if (tokenise !== undefined) names.push(`ids ${tokenise(text).ids.join()}`);
    for (const name of names) {
      const first = firstWith.get(name);
      if (first === undefined) firstWith.set(name, number);
      else join(first, number);
    }
  }
  const compact = new Map<number, number>();
  return Int32Array.from(texts, (text) => {
    const root = find(numberOf.get(text) as number);
    if (!compact.has(root)) compact.set(root, compact.size);
    return compact.get(root) as number;
  });
}
