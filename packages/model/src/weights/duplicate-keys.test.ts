import fc from "fast-check";
import { expect, it } from "vitest";
import { duplicateKey } from "./duplicate-keys.ts";

it.each([
  ['{"a":1,"b":2,"a":3}', "a"],
  ['{"a":{"x":1,"x":2}}', "x"],
  [String.raw`{"a":1,"\u0061":2}`, "a"],
  ['[{"k":[1,{"z":"}"}],"k":0}]', "k"],
  [String.raw`{"q\"":1,"q\"":2}`, 'q"'],
  ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ['{"":1,"":2}', ""],
])("%s names %j twice", (text, key) => {
  expect(duplicateKey(text)).toBe(key);
});

it("finds none in what JSON.stringify writes, whatever the names, and the one that is written twice", () => {
  fc.assert(
    fc.property(fc.object({ withBigInt: false }), fc.string(), (value, key) => {
      const text = JSON.stringify(value, null, 1);
      expect(duplicateKey(text)).toBeUndefined();
      const name = JSON.stringify(key);
      expect(duplicateKey(`{${name}:1,"outer":[${text}],${name}:2}`)).toBe(key);
    }),
    { examples: [[{ a: ["{", '"a"', ",", { a: "a" }] }, "a"]] },
  );
});
