/**
 * A text on one line of a terminal, unable to steer it: runs of tabs and line ends become a blank; other control
 * characters, with which escape sequences begin, and those that turn the direction of writing are shown as `\u001b`.
 */
export function printable(text: string): string {
  return escapeControls(text.replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " "));
}

/**
 * The same for a whole message: its line ends and tabs stay. JSON keeps its meaning, since control characters stand in
 * its strings alone, where `\u009b` is the character.
 */
export function printableLines(text: string): string {
  return text
    .split(/(\t|\r?\n)/)
    .map((part, i) => (i % 2 === 1 ? part : escapeControls(part)))
    .join("");
}

/** C0, DEL and C1; embeddings, overrides and isolates of the bidirectional algorithm. */
function escapeControls(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
