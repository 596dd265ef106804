/** A number as Python writes it into a CSV: `nan`, `inf` and `-inf` where JavaScript has other words. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "inf" : "-inf";
}

/** Reads what Python or JavaScript wrote; anything that is no number is NaN. */
export function parsePythonNumber(text: string): number {
  if (text === "inf") return Infinity;
  return text === "-inf" ? -Infinity : Number(text);
}
