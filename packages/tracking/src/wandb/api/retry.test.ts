import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultPace, retryPolicies, waitBeforeRetry } from "./retry.ts";

const policies = retryPolicies(defaultPace, { requestMs: 30_000, uploadMs: undefined });

test("waits double from 2 s to 60 s, with at most a quarter on top", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (attempt, random) => {
      const wait = waitBeforeRetry(policies.fileStream, attempt, undefined, random, 0);
      const base = 2000 * 2 ** attempt;
      expect(wait).toBeLessThanOrEqual(60_000);
      expect(wait).toBeGreaterThanOrEqual(Math.min(60_000, base));
      expect(wait).toBeLessThanOrEqual(base * 1.25);
    }),
  );
});

test.each([
  ["1", 1000],
  ["0.5", 500],
  ["120", 120_000],
  ["Thu, 01 Jan 1970 00:00:05 GMT", 5000],
  ["soon", 2000],
  ["", 2000],
])("Retry-After %j means %d ms", (header, expected) => {
  expect(waitBeforeRetry(policies.graphql, 0, header, 0, 0)).toBe(expected);
});

test("the fatal statuses are those of the official client", () => {
  const statuses = [400, 401, 403, 404, 408, 409, 410, 413, 422, 429, 500, 501, 502, 503, 504];
  const fatal = (name: keyof typeof policies): number[] => statuses.filter(policies[name].isFatal);
  expect(fatal("graphql")).toEqual([400, 401, 403, 404, 409, 410, 413, 422, 501]);
  expect(fatal("fileStream")).toEqual(fatal("graphql"));
  expect(fatal("upsert")).toEqual(fatal("graphql").filter((status) => status !== 409));
  expect(fatal("upload")).toEqual([400, 401, 403, 404, 408, 409, 410, 413, 422, 501]);
});
