import { describe, expect, it } from "vitest";
import { printable, printableLines } from "./printable.ts";

describe("printable", () => {
  it.each([
    ["a colour", "\u001B[31mred\u001B[0m", "\\u001b[31mred\\u001b[0m"],
    ["a window's title", "\u001B]0;title\u0007", "\\u001b]0;title\\u0007"],
    ["C1's own sequence", "\u009B2J", "\\u009b2J"],
    ["backspace, DEL and NUL", "a\b\u007F\0", "a\\u0008\\u007f\\u0000"],
    ["an override of the direction", "\u202Etxt.exe\u202C", "\\u202etxt.exe\\u202c"],
    ["isolates", "\u2066a\u2069", "\\u2066a\\u2069"],
    ["line ends and tabs", "a\r\n\tb\u2028c", "a b c"],
  ])("takes the power from %s", (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(["where's the café?", "שלום", "مرحبا", "👩‍🍳", "日本"])("leaves %s alone", (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe("printableLines", () => {
  it("keeps lines and columns, but no carriage return that would overwrite a line", () => {
    expect(printableLines("a\tb\n\u001B[2Jc\r\nd\re")).toBe("a\tb\n\\u001b[2Jc\r\nd\\u000de");
  });

  it("changes no value of a JSON text", () => {
    const value = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join("");
    const text = printableLines(JSON.stringify({ value }, null, 2));
    expect(JSON.parse(text)).toEqual({ value });
    expect(text).not.toMatch(/[\u0080-\u009F\u202A-\u202E]/);
  });
});
