/** A text may be a megabyte; a reader needs its beginning and its length. */
export function shortText(text: string, longest: number = 400): string {
  if (text.length <= longest) return text;
  const start = text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}… (${text.length.toLocaleString("en")} characters)`;
}
