/** Excel's own first line names the delimiter: `sep=;`. It is no header and no row. */
const separatorLine = /^(?:"sep=([^"\r\n])"|sep=([^\r\n]))(?=\r?\n|\r|$)/i;

/** A CSV's text with such a first line emptied, so that line numbers stay, and the delimiter that it names. */
export function takeExcelSeparator(text: string): { text: string; delimiter?: string } {
  const found = separatorLine.exec(text);
  const delimiter = found?.[1] ?? found?.[2];
  if (found === null || delimiter === undefined) return { text };
  return { text: text.slice(found[0].length), delimiter };
}
