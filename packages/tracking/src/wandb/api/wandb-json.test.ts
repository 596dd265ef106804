import fc from "fast-check";
import { expect, test } from "vitest";
import { wandbJson, wrapConfig } from "./wandb-json.ts";

test("what is not finite is a bare token; everything else is JSON", () => {
  expect(wandbJson({ a: Number.NaN, b: [Infinity, -Infinity], c: undefined, "d/e.f": null, g: "NaN" })).toBe(
    '{"a":NaN,"b":[Infinity,-Infinity],"d/e.f":null,"g":"NaN"}',
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(wandbJson(value)).toBe(JSON.stringify(value));
    }),
  );
});

test("a config's keys are wrapped, its inner keys are not, and the mark of a started run is there", () => {
  const config = JSON.parse(wrapConfig({ train: { epochs: 2 }, "a.b": null }, "linux-x64")) as Record<string, unknown>;
  expect(config).toMatchObject({ train: { value: { epochs: 2 } }, "a.b": { value: null } });
  expect(config).toHaveProperty("_wandb.value.t");
});
