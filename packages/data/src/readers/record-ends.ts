/** The line ends between a CSV's records: CR LF and LF, mixed as they may be; CR alone where there is no other. */
export function recordEnds(text: string): string[] {
  return text.includes("\n") ? ["\r\n", "\n"] : ["\r"];
}
