import { describe, expect, it } from "vitest";
import { findCycles } from "./find-cycles.mjs";

/** A graph written as "ab ba": arrows; a digit behind is the weight, 1 without. */
function graph(text) {
  const links = new Map();
  for (const [from, to, weight] of text.split(" ")) {
    if (!links.has(from)) links.set(from, new Map());
    links.get(from).set(to, Number(weight ?? 1));
  }
  return links;
}

const cyclesOf = (text) => findCycles(graph(text)).map((cycle) => cycle.join(""));

describe("findCycles", () => {
  it("finds none where arrows only meet", () => {
    expect(cyclesOf("ab ac bd cd")).toEqual([]);
  });

  it("finds a node that points at itself", () => {
    expect(cyclesOf("aa ab")).toEqual(["aa"]);
  });

  it("gives the shortest of several first", () => {
    expect(cyclesOf("ab bc cd da xy yx")[0]).toBe("xyx");
  });

  it("gives every cycle that stays when another one is mended", () => {
    expect(cyclesOf("ab ba cd dc")).toEqual(["aba", "cdc"]);
    expect(cyclesOf("ab ba bc cb")).toEqual(["aba", "bcb"]);
  });

  it("takes a cycle to be mended at its lightest arrow", () => {
    // Without b → a, the lightest of a ⇄ b, the long way back by c and a → b is still a cycle.
    expect(cyclesOf("ab9 ba1 bc ca")).toEqual(["aba", "abca"]);
    // Without a → b, nothing leads on to c.
    expect(cyclesOf("ab1 ba9 bc ca")).toEqual(["aba"]);
  });
});
