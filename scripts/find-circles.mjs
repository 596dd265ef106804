// Circles within a package. Imports of types count: what they join cannot be read, moved or replaced alone either.
//
//   files    no file reaches itself by its imports
//   folders  a file belongs to the folder it stands in, and the package's `src` itself is a folder, ".": so a folder and
//            its parent may not import each other, nor may folders in a longer circle. `index.ts` and `main.ts` of the
//            package put the folders together, and tests use them all: these are no part of the folders.

import { posix } from "node:path";
import { findCycles } from "./find-cycles.mjs";

/** How many imports of an arrow between two folders are listed; the others are counted. */
const listedImports = 3;

/**
 * The circles of one package, a line each. `imports`: `{from, line, to}`, paths below packages/; `isTest(path)`: whether
 * a file is a test's.
 */
export function findCircles(name, imports, isTest) {
  return [...fileCircles(imports), ...folderCircles(name, imports, isTest)];
}

function fileCircles(imports) {
  const lines = new Map(imports.map(({ from, to, line }) => [`${from} ${to}`, line]));
  return findCycles(countArrows(imports)).map((cycle) => {
    const steps = cycle.slice(1).map((to, index) => `${cycle[index]}:${lines.get(`${cycle[index]} ${to}`)}`);
    return `packages/${cycle[0]}: files import each other: ${[...steps, cycle[0]].join(" → ")}`;
  });
}

function folderCircles(name, imports, isTest) {
  const source = `${name}/src`;
  const isApart = (path) => isTest(path) || ["index.ts", "main.ts"].some((file) => path === `${source}/${file}`);
  const folderOf = (path) => posix.relative(source, posix.dirname(path)) || ".";
  const between = imports
    .filter(({ from, to }) => !isApart(from) && !isApart(to) && folderOf(from) !== folderOf(to))
    .map(({ from, to, line }) => ({
      from: folderOf(from),
      to: folderOf(to),
      text: `${posix.relative(source, from)}:${line} → ${posix.relative(source, to)}`,
    }));
  return findCycles(countArrows(between)).map((cycle) => {
    const arrows = cycle.slice(1).map((to, index) => {
      const texts = between.filter((one) => one.from === cycle[index] && one.to === to).map(({ text }) => text);
      const more = texts.length - listedImports;
      return [...texts.slice(0, listedImports), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
    });
    return `packages/${source}: folders import each other: ${cycle.join(" → ")} (${arrows.join("; ")})`;
  });
}

/** From node to node, how many imports. */
function countArrows(imports) {
  const links = new Map();
  for (const { from, to } of imports) {
    if (!links.has(from)) links.set(from, new Map());
    links.get(from).set(to, (links.get(from).get(to) ?? 0) + 1);
  }
  return links;
}
