import { expect, it } from "vitest";
import { Admission, costOf } from "./admission.ts";

it("lets in what fits into 60 % of the deadline, then refuses with the seconds to wait", () => {
  const admission = new Admission(1000, 1);
  for (let i = 0; i < 6; i++) admission.enter(100);
  expect(() => admission.enter(100)).toThrow(expect.objectContaining({ code: "OVERLOADED", retryAfterS: 1 }));
  admission.leave(100);
  admission.enter(100);
  expect(admission.expectedWaitMs).toBe(600);
});

it("refuses unread where a request of the usual size would not be let in", () => {
  const admission = new Admission(1000, 1);
  for (let i = 0; i < 59; i++) admission.enter(10);
  expect(() => admission.refuseIfFull()).not.toThrow();
  // Somebody's large request says nothing about the others.
  expect(() => admission.enter(500)).toThrow(/too many requests/);
  expect(() => admission.refuseIfFull()).not.toThrow();
  admission.enter(10);
  expect(() => admission.refuseIfFull()).toThrow(expect.objectContaining({ code: "OVERLOADED" }));
  admission.leave(10);
  expect(() => admission.refuseIfFull()).not.toThrow();
});

it("one rule for one text and for many: a request costs what its texts cost", () => {
  expect(costOf(["a".repeat(84), "b".repeat(84)])).toBe(2 * costOf(["a".repeat(84)]));
});

it("an idle service takes a request however large, or it would never be answered", () => {
  expect(() => new Admission(1000, 1).enter(5000)).not.toThrow();
});

it("learns how fast batches run", () => {
  const admission = new Admission(1000, 1);
  for (let i = 0; i < 100; i++) admission.learnBatch({ texts: 1, characters: 84, tokenizeMs: 1, inferMs: 9 });
  admission.enter(1000);
  expect(admission.expectedWaitMs).toBeCloseTo(100, 0);
});
