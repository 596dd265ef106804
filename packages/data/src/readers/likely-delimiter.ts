/**
 * The delimiter that a header was probably written with: one that came out as a single cell full of other delimiters was
 * cut at the wrong one. @returns undefined if the header says nothing of the kind.
 */
export function likelyDelimiter(header: readonly string[], delimiter: string): string | undefined {
  const [only] = header;
  if (header.length !== 1 || only === undefined) return undefined;
  return [";", "\t", "|", ","].find((other) => other !== delimiter && only.includes(other));
}
