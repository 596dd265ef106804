import { groupBy } from "../splits/group-by.ts";

/** What stands in a file beside labelled texts and is not used: `{what: "regular expressions", why: …}`. */
export interface Ignored {
  /** In the plural: `lookup tables`. */
  what: string;
  why: string;
  where: string;
}

/** Takes what a reader passes over. */
export type Ignore = (ignored: Ignored) => void;

/** Counted by kind: `ignored 3 lookup tables, since …`. */
export interface IgnoredCount {
  what: string;
  why: string;
  count: number;
  /** Where the first few of them stand. */
  first: string[];
}

export function countIgnored(ignored: readonly Ignored[]): IgnoredCount[] {
  return Array.from(
    groupBy(ignored, ({ what }) => what),
    ([what, items]) => ({
      what,
      why: items[0]?.why ?? "",
      count: items.length,
      first: items.slice(0, 3).map(({ where }) => where),
    }),
  );
}

/** One line a kind: `ignored 3 lookup tables (nlu.yml): a classifier learns from texts alone`. */
export function formatIgnored(counts: readonly IgnoredCount[]): string {
  return counts
    .map(({ what, why, count, first }) => {
      const more = count > first.length ? ` and ${count - first.length} more` : "";
      return `ignored ${count} ${what} (${first.join("; ")}${more}): ${why}`;
    })
    .join("\n");
}
