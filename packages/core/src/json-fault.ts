/**
 * Offset of the first character that makes a text no JSON (its length if the text ends too early); undefined if it is
 * JSON. `JSON.parse` of Node 20 names no position for an unexpected token.
 */
export function jsonFaultOffset(text: string): number | undefined {
  const open: ("}" | "]")[] = [];
  let expected: "value" | "value or close" | "key" | "key or close" | "comma or close" = "value";
  for (let at = skipWhitespace(text, 0); ; at = skipWhitespace(text, at)) {
    const character = text[at];
    const closing = open.at(-1);
    if (expected === "comma or close") {
      if (closing === undefined) return character === undefined ? undefined : at;
      if (character === ",") expected = closing === "}" ? "key" : "value";
      else if (character === closing) open.pop();
      else return at;
      at++;
    } else if (expected.endsWith("or close") && character === closing) {
      open.pop();
      expected = "comma or close";
      at++;
    } else if (expected.startsWith("key")) {
      if (character !== '"') return at;
      const key = readString(text, at);
      if (!key.whole) return key.at;
      at = skipWhitespace(text, key.at);
      if (text[at] !== ":") return at;
      expected = "value";
      at++;
    } else if (character === "{" || character === "[") {
      open.push(character === "{" ? "}" : "]");
      expected = character === "{" ? "key or close" : "value or close";
      at++;
    } else {
      const value = character === '"' ? readString(text, at) : readLiteral(text, at);
      if (!value.whole) return value.at;
      expected = "comma or close";
      at = value.at;
    }
  }
}

/** Where a token ends, or where its fault is. */
interface TokenEnd {
  at: number;
  whole: boolean;
}

function skipWhitespace(text: string, start: number): number {
  let at = start;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return at;
}

function readString(text: string, start: number): TokenEnd {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') return { at: at + 1, whole: true };
    if (character < " ") return { at, whole: false };
    if (character !== "\\") continue;
    const escape = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at + 1, at + 6));
    if (escape === null) return { at: Math.min(at + 1, text.length), whole: false };
    at += escape[0].length;
  }
  return { at: text.length, whole: false };
}

function readLiteral(text: string, start: number): TokenEnd {
  const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  literal.lastIndex = start;
  return literal.test(text) ? { at: literal.lastIndex, whole: true } : { at: start, whole: false };
}
