import { isScalar, parseDocument, stringify, visit, type Document } from "yaml";

/** What is wrong with a YAML text, and where if that is known; line and column count from 1. */
export interface YamlFault {
  description: string;
  at?: { line: number; column: number } | undefined;
}

/** Names that lead from a plain object to the prototype that all objects share. */
const prototypeNames: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The first part of a path such as `train.epochs` that would leave the config for the prototype of its objects. */
export function prototypeName(path: readonly string[]): string | undefined {
  return path.find((part) => prototypeNames.has(part));
}

/**
 * Parses YAML (or JSON) into plain values. Refused as well as broken text: a key `__proto__`, aliases without an anchor,
 * and aliases that multiply into more than memory holds.
 */
export function parseYaml(text: string): { value: unknown } | { fault: YamlFault } {
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error !== undefined) {
    const at = error.linePos?.[0];
    // The parser repeats the place at the end of the line
    const description = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    return { fault: { description, at: at === undefined ? undefined : { line: at.line, column: at.col } } };
  }
  if (hasProtoKey(document)) return { fault: { description: 'the key "__proto__" cannot be used' } };
  try {
    return { value: document.toJS() as unknown };
  } catch (thrown) {
    if (!(thrown instanceof ReferenceError)) throw thrown;
    const isBomb = thrown.message.startsWith("Excessive alias count");
    return { fault: { description: isBomb ? "its aliases multiply into too many values" : thrown.message } };
  }
}

function hasProtoKey(document: Document): boolean {
  let found = false;
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value !== "__proto__") return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** Plain values as YAML that `parseYaml` reads back as they were; long lines are not folded. */
export function formatYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
