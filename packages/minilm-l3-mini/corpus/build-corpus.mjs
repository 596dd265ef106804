// Writes the text that the shipped encoder was distilled on, one text a line:
//   node build-corpus.mjs WORDNET_FOLDER [SAMPLE_FOLDER] > corpus.txt
// WORDNET_FOLDER holds WordNet 3.0's data.* and index.* files (Debian: the package wordnet-base, in /usr/share/wordnet).
// SAMPLE_FOLDER is datasets/kitchen-and-workshop; only its training split is read. Three sources: half of WordNet's
// entries, their glosses and examples alone or together with their words; turns put together from sentences/*.txt (our
// own), their places filled and some of their words exchanged from words.json and WordNet's everyday words; the training
// split of our own sample. The order is shuffled by a fixed rule.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const turnCount = 394_000;
const [wordnet, sample] = process.argv.slice(2);
if (wordnet === undefined) {
  console.error("usage: node build-corpus.mjs WORDNET_FOLDER [SAMPLE_FOLDER] > corpus.txt");
  process.exit(2);
}
const texts = new Set();
const add = (text) => {
  const clean = text.replaceAll(/\s+/g, " ").trim();
  if (clean.length > 1 && clean.length < 500) texts.add(clean);
};
const hash = (text) => createHash("sha256").update(text).digest();
const own = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const words = Object.fromEntries(
  Object.entries(JSON.parse(own("words.json"))).map(([kind, list]) => [kind, list.split("|")]),
);
/** A pattern of all words of a kind, the longest first, and the words. */
const things = ["food", "dish", "vessel", "material", "project"].map((kind) => [
  new RegExp(`\\b(?:${words[kind].toSorted((a, b) => b.length - a.length).join("|")})\\b`, "g"),
  words[kind],
]);
for (const kind of ["noun", "verb", "adj", "adv"]) {
  for (const line of readFileSync(join(wordnet, `data.${kind}`), "latin1").split("\n")) {
    const bar = line.indexOf("|");
    const lot = hash(line)[0] % 8;
    if (line.startsWith("  ") || bar < 0 || lot > 3) continue;
    const gloss = line.slice(bar + 1);
    // A quarter of the entries as one long line, the others in parts; never both, as some lines are held out
    if (lot === 0) {
      const fields = line.slice(0, bar).split(" ");
      const members = Array.from({ length: Math.min(3, Number.parseInt(fields[3], 16)) }, (_, i) =>
        fields[4 + 2 * i].replace(/\(.*\)$/, "").replaceAll("_", " "),
      );
      add(`${members.join(", ")}: ${gloss.replaceAll('"', "")}`);
      continue;
    }
    for (const example of gloss.matchAll(/"([^"]+)"/g)) add(example[1]);
    for (const part of gloss.replaceAll(/"[^"]*"/g, ";").split(";")) add(part);
  }
  if (kind === "adv") continue;
  // The field after the number of senses counts those that occur in WordNet's tagged texts, a mark of everyday words
  words[kind] = readFileSync(join(wordnet, `index.${kind}`), "latin1")
    .split("\n")
    .map((line) => line.trim().split(" "))
    .filter((fields) => /^[a-z]{2,12}$/.test(fields[0]) && Number(fields[5 + Number(fields[3])]) > 0)
    .map(([word]) => word);
}

let drawn = 0;
const random = (limit) => hash(`draw ${drawn++}`).readUInt32LE(0) % limit;
const pick = (list) => list[random(list.length)];
const sections = readdirSync(new URL("sentences/", import.meta.url))
  .sort()
  .flatMap((name) => own(`sentences/${name}`).split(/^# .*$/m))
  .map((section) => section.split("\n").filter(Boolean))
  .filter((lines) => lines.length > 0);
const everySentence = sections.flat();
const sectionOf = new Map(sections.toReversed().flatMap((lines) => lines.map((line) => [line, lines])));
/** Swaps two neighbouring letters. */
const withTypo = (text) => {
  const at = 1 + random(Math.max(1, text.length - 2));
  return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
};
/** The sentence with places filled, and in half of the cases some of its things exchanged for others of their kind. */
const vary = (sentence) => {
  const filled = sentence.replaceAll(/\{(\w+)\}/g, (_, kind) => pick(words[kind]));
  if (random(2) === 0) return filled;
  return things.reduce(
    (text, [any, list]) => text.replaceAll(any, (thing) => (random(2) === 0 ? thing : pick(list))),
    filled,
  );
};
for (let i = 0; i < turnCount; i++) {
  // Every sentence once as a turn of its own, then one to three of a section; at times one from elsewhere at the end
  const first = everySentence[i] ?? pick(everySentence);
  const more = i < everySentence.length ? 0 : [0, 0, 0, 0, 0, 1, 1, 2][random(8)];
  const sentences = [first, ...Array.from({ length: more }, () => pick(sectionOf.get(first)))];
  if (random(10) === 0) sentences.push(pick(everySentence));
  const turn = [...new Set(sentences)].map(vary).join(" ");
  const unmarked = random(4) === 0 ? turn.replace(/[.!?]$/, "") : turn;
  add(random(12) === 0 ? withTypo(unmarked) : unmarked);
}

if (sample !== undefined) {
  for (const file of readdirSync(sample)
    .filter((name) => name.endsWith(".json"))
    .sort()) {
    for (const conversation of Object.values(JSON.parse(readFileSync(join(sample, file), "utf8")))) {
      if (conversation.data_split !== "train") continue;
      for (const { text } of conversation.turns) if (text !== null) add(text);
    }
  }
}

const order = [...texts].map((text) => [hash(text).toString("hex"), text]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
process.stdout.write(order.map(([, text]) => `${text}\n`).join(""));
