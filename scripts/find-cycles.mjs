/**
 * Every cycle of a directed graph that has to be mended on its own: the shortest one, then the shortest of what is left
 * without its lightest arrow, until no cycle is left. Whoever removes the lightest arrow of each has a graph without
 * cycles. `links` is a map from a node to a map of the nodes it points at and the weights of those arrows; a cycle is a
 * list of nodes that ends where it began.
 */
export function findCycles(links) {
  const left = new Map([...links].map(([node, arrows]) => [node, new Map(arrows)]));
  const cycles = [];
  for (let cycle = shortestCycle(left); cycle !== undefined; cycle = shortestCycle(left)) {
    cycles.push(cycle);
    const [from, to] = lightestArrow(left, cycle);
    left.get(from).delete(to);
  }
  return cycles;
}

/** The shortest cycle; of several, the first in the order of the nodes. */
function shortestCycle(links) {
  let shortest;
  for (const start of links.keys()) {
    const cycle = shortestWayBack(links, start);
    if (cycle !== undefined && (shortest === undefined || cycle.length < shortest.length)) shortest = cycle;
  }
  return shortest;
}

/** Breadth first from `start` until it is met again. */
function shortestWayBack(links, start) {
  const cameFrom = new Map();
  const queue = [start];
  for (const node of queue) {
    for (const next of links.get(node)?.keys() ?? []) {
      if (next === start) return [...wayTo(node, start, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(node, start, cameFrom) {
  const way = [node];
  while (way[0] !== start) way.unshift(cameFrom.get(way[0]));
  return way;
}

/** The arrow of least weight; of several, the last of the cycle. */
function lightestArrow(links, cycle) {
  const arrows = cycle.slice(1).map((to, index) => [cycle[index], to]);
  const weight = ([from, to]) => links.get(from).get(to);
  return arrows.reduce((lightest, arrow) => (weight(arrow) <= weight(lightest) ? arrow : lightest));
}
