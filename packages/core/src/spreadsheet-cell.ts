/**
 * Whether a spreadsheet would take this cell of a CSV for a formula: it begins with `=`, `+`, `-`, `@` (or their
 * full-width forms), a tab or a line end, and is no number. Source: OWASP, CSV injection.
 */
export function isFormula(cell: string): boolean {
  return /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/.test(cell) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell);
}

/** The cell as spreadsheets show it and do not run it: an apostrophe stands before what would be a formula. */
export function spreadsheetCell(cell: string): string {
  return isFormula(cell) ? `'${cell}` : cell;
}
