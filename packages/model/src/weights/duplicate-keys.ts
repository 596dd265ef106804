/**
 * The first key that an object of a JSON text names twice, which `JSON.parse` takes the last of in silence; undefined if
 * there is none. Keys are compared as they are after escapes. `text` is valid JSON.
 */
export function duplicateKey(text: string): string | undefined {
  /** The keys so far of each open object; undefined for an open array. */
  const open: (Set<string> | undefined)[] = [];
  let atKey = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const keys = open.at(-1);
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : undefined);
      atKey = token === "{";
    } else if (token === "}" || token === "]") {
      open.pop();
      atKey = false;
    } else if (token === ",") {
      atKey = keys !== undefined;
    } else if (atKey && keys !== undefined) {
      const key = JSON.parse(token) as string;
      if (keys.has(key)) return key;
      keys.add(key);
      atKey = false;
    }
  }
  return undefined;
}
