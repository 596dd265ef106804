import fc from "fast-check";
import { expect, test } from "vitest";
import { cutByHash, type KeyedGroup } from "./cut-by-hash.ts";

const shares = { test: 0.25, validation: 0.25 };
const group = fc.record({
  key: fc.stringMatching(/^[a-z]{1,8}$/),
  labels: fc.array(fc.constantFrom("a", "b", "rare"), { minLength: 1, maxLength: 3 }),
});
const groups = fc.uniqueArray(group, { selector: ({ key }) => key, maxLength: 40 });

test("the place of a key is the first 48 bits of its SHA-256, as Python counts them", () => {
  // hashlib.sha256(b'[42,"[\\"text\\",\\"go on\\"]"]').hexdigest()[:12] / 2**48, and so on
  const places = { stop: 0.5491, "go on": 0.0089, "how much salt": 0.6675, "next please": 0.8313, "which pan": 0.9122 };
  const keyed = Object.keys(places).map((text) => ({ key: JSON.stringify(["text", text]), labels: ["a"] }));
  expect(cutByHash(keyed, { test: 0.5, validation: 0.2 }, 42).splits).toEqual([
    "train",
    "test",
    "train",
    "validation",
    "validation",
  ]);
  // A hair above its place a key is in test, a hair below it is not; a text of the same label stays in train
  const stays = { key: keyed[4]?.key ?? "", labels: ["a"] };
  for (const [index, place] of Object.values(places).slice(0, 4).entries()) {
    const pair = [keyed[index] as KeyedGroup, stays];
    expect(cutByHash(pair, { test: place + 0.0001, validation: 0 }, 42).splits[0]).toBe("test");
    expect(cutByHash(pair, { test: place - 0.0001, validation: 0 }, 42).splits[0]).toBe("train");
  }
});

test("a group stays where it is whatever groups join it, unless its label had no text in training", () => {
  fc.assert(
    fc.property(groups, groups, fc.integer(), (before, more, seed) => {
      const first = cutByHash(before, shares, seed);
      const known = new Set(before.map(({ key }) => key));
      const after = cutByHash([...more.filter(({ key }) => !known.has(key)), ...before], shares, seed);
      const tail = after.splits.slice(-before.length || after.splits.length);
      for (const [index, { labels }] of before.entries()) {
        if (labels.some((label) => first.keptLabels.includes(label) || after.keptLabels.includes(label))) continue;
        expect(tail[index]).toBe(first.splits[index]);
      }
    }),
  );
});

test("every label has a group in training; a label that would have none keeps all of them there", () => {
  fc.assert(
    fc.property(groups, fc.integer(), (all, seed) => {
      const { splits, keptLabels } = cutByHash(all, { test: 0.6, validation: 0.4 }, seed);
      // With nothing left for train by threshold, every label is kept, and with it every group
      expect(new Set(splits)).toEqual(all.length === 0 ? new Set() : new Set(["train"]));
      expect(keptLabels).toEqual([...new Set(all.flatMap(({ labels }) => labels))].sort());
      const cut = cutByHash(all, shares, seed);
      const trained = new Set(all.flatMap(({ labels }, index) => (cut.splits[index] === "train" ? labels : [])));
      expect(trained).toEqual(new Set(all.flatMap(({ labels }) => labels)));
      for (const [index, { labels }] of all.entries()) {
        if (labels.some((label) => cut.keptLabels.includes(label))) expect(cut.splits[index]).toBe("train");
      }
    }),
  );
});

test("the shares are met on average, and another seed gives another cut", () => {
  const many = Array.from({ length: 4_000 }, (_, index) => ({ key: `text ${index}`, labels: ["a"] }));
  const { splits } = cutByHash(many, { test: 0.2, validation: 0.1 }, 1);
  const share = (split: string): number => splits.filter((other) => other === split).length / many.length;
  // three standard errors
  expect(Math.abs(share("test") - 0.2)).toBeLessThan(0.019);
  expect(Math.abs(share("validation") - 0.1)).toBeLessThan(0.0143);
  expect(cutByHash(many, { test: 0.2, validation: 0.1 }, 2).splits).not.toEqual(splits);
});

test("a larger share only adds to its split, and leaves the other as it is", () => {
  fc.assert(
    fc.property(groups, fc.integer(), (all, seed) => {
      const withTrain = [...all, ...["a", "b", "rare"].flatMap((label) => trainGroups(label, seed))];
      const small = cutByHash(withTrain, { test: 0.1, validation: 0.2 }, seed).splits;
      const large = cutByHash(withTrain, { test: 0.4, validation: 0.2 }, seed).splits;
      const cutOff = small.flatMap((split, index) => (split === "train" ? [] : [index]));
      expect(cutOff.map((index) => large[index])).toEqual(cutOff.map((index) => small[index]));
    }),
  );
});

/** Groups of a label that lie in train for any share below 0.5 each. */
function trainGroups(label: string, seed: number): KeyedGroup[] {
  const candidates = Array.from({ length: 200 }, (_, index) => ({ key: `${label} ${index}`, labels: [label] }));
  const { splits } = cutByHash([...candidates], { test: 0.45, validation: 0.45 }, seed);
  return candidates.filter((_, index) => splits[index] === "train").slice(0, 1);
}
