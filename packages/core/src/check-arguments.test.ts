import { describe, expect, it } from "vitest";
import { checkArguments, expected, type ArgumentCheck } from "./check-arguments.ts";

function faultOf(value: unknown, check: ArgumentCheck): string | undefined {
  try {
    checkArguments("act", { it: [value, check] });
    return undefined;
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string };
    return `${code} ${message} | ${hint}`;
  }
}

interface Options {
  threads?: number;
  name?: string;
}
const options = expected.options<Options>({ threads: expected.whole(1), name: expected.text });
const withName = expected.options<Options>({ threads: expected.whole(1), name: expected.text }, ["name"]);
const usual = " | See the package's README.md.";

describe("what is expected passes", () => {
  it.each<[string, unknown, ArgumentCheck]>([
    ["a path", "a/b", expected.path],
    ["an empty text", "", expected.text],
    ["texts", ["a", ""], expected.texts],
    ["no texts", [], expected.texts],
    ["a whole number", 1, expected.whole(1)],
    ["a choice", "a", expected.oneOf("a", "b")],
    ["options", { threads: 2, name: "n" }, options],
    ["options left out", { threads: undefined }, options],
  ])("%s", (_, value, check) => expect(faultOf(value, check)).toBeUndefined());
});

describe("anything else is refused, with the place", () => {
  it.each<[unknown, ArgumentCheck, string]>([
    [42, expected.path, `act: it: expected a path, received 42${usual}`],
    ["", expected.path, `act: it: expected a path, received ""${usual}`],
    [undefined, expected.text, `act: it: expected a text, received undefined${usual}`],
    [null, expected.object, `act: it: expected an object, received null${usual}`],
    [[], expected.object, `act: it: expected an object, received a list${usual}`],
    ["secret", expected.flag, `act: it: expected true or false, received a text${usual}`],
    [NaN, expected.number, `act: it: expected a number, received NaN${usual}`],
    [1.5, expected.whole(0), `act: it: expected a whole number from 0 on, received 1.5${usual}`],
    [0, expected.whole(1), `act: it: expected a whole number from 1 on, received 0${usual}`],
    ["a", expected.texts, `act: it: expected a list of texts, received a text${usual}`],
    [["a", 1], expected.texts, `act: it[1]: expected a text, received 1${usual}`],
    [Array(1), expected.texts, `act: it[0]: expected a text, received undefined${usual}`],
    ["c", expected.oneOf("a", "b"), `act: it: expected "a" or "b", received a text${usual}`],
    [{ threads: 0 }, options, `act: it.threads: expected a whole number from 1 on, received 0${usual}`],
    [{ thread: 1 }, options, `act: it: unknown option "thread" | Did you mean "threads"?`],
    [{ constructor: 1 }, options, `act: it: unknown option "constructor" | There are threads, name.`],
    [{ threads: 1 }, withName, `act: it.name: expected a text, received undefined${usual}`],
    [() => 1, options, `act: it: expected an object, received a value of type function${usual}`],
  ])("%j", (value, check, fault) => expect(faultOf(value, check)).toBe(`ARGUMENT_INVALID ${fault}`));
});
