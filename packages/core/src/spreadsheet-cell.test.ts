import { expect, test } from "vitest";
import { isFormula, spreadsheetCell } from "./spreadsheet-cell.ts";

test.each([
  "=1+1",
  '=HYPERLINK("http://a.example","x")',
  "+cmd|' /C calc'!A0",
  "-2+3",
  "- 2 eggs",
  "-",
  "@SUM(1)",
  "\t=1",
  "\r\n=1",
  "\uFF1D1+1",
  "-1e",
  "+1.5.2",
])("%j is a formula to a spreadsheet and becomes a text", (cell) => {
  expect(isFormula(cell)).toBe(true);
  expect(spreadsheetCell(cell)).toBe(`'${cell}`);
});

test.each(["", "go on", "a=b", " =1", "'=1", "-5", "+3.5", "-.5", "-1e-5", "-1E+5", "−5", "1-2", "#1"])(
  "%j stays as it is",
  (cell) => {
    expect(isFormula(cell)).toBe(false);
    expect(spreadsheetCell(cell)).toBe(cell);
  },
);
