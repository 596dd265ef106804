// Writes the text that the shipped encoder was distilled on, one text a line:
//   node build-corpus.mjs WORDNET_FOLDER [SAMPLE_FOLDER] > corpus.txt
// WORDNET_FOLDER holds WordNet 3.0's data.noun, data.verb, data.adj, data.adv and index.* files (Debian: the package
// wordnet-base, in /usr/share/wordnet). SAMPLE_FOLDER is datasets/kitchen-and-workshop; only its training split is read.
// Three sources: WordNet's words, glosses and examples; requests.txt (our own sentences, with places filled from
// WordNet's frequent words); the training split of our own sample. The order is shuffled by a fixed rule.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [wordnet, sample] = process.argv.slice(2);
if (wordnet === undefined) {
  console.error("usage: node build-corpus.mjs WORDNET_FOLDER [SAMPLE_FOLDER] > corpus.txt");
  process.exit(2);
}
const texts = new Set();
const words = { noun: new Map(), verb: new Map(), adj: new Map() };
const add = (text) => {
  const clean = text.replaceAll(/\s+/g, " ").trim();
  if (clean.length > 1 && clean.length < 400) texts.add(clean);
};

for (const kind of ["noun", "verb", "adj", "adv"]) {
  for (const line of readFileSync(join(wordnet, `data.${kind}`), "latin1").split("\n")) {
    const bar = line.indexOf("|");
    if (line.startsWith("  ") || bar < 0) continue;
    const fields = line.slice(0, bar).split(" ");
    const count = Number.parseInt(fields[3], 16);
    const members = Array.from({ length: count }, (_, i) =>
      fields[4 + 2 * i].replace(/\(.*\)$/, "").replaceAll("_", " "),
    );
    add(members.slice(0, 4).join(", "));
    const gloss = line.slice(bar + 1);
    for (const example of gloss.matchAll(/"([^"]+)"/g)) add(example[1]);
    for (const part of gloss.replaceAll(/"[^"]*"/g, ";").split(";")) add(part);
  }
  if (!(kind in words)) continue;
  for (const line of readFileSync(join(wordnet, `index.${kind}`), "latin1").split("\n")) {
    const fields = line.trim().split(" ");
    // tagsense_cnt: in how many senses the word occurs in WordNet's tagged texts, a mark of everyday words
    const tagged = Number(fields[5 + Number(fields[3])]);
    if (/^[a-z]{2,12}$/.test(fields[0] ?? "") && tagged > 0) words[kind].set(fields[0], tagged);
  }
}

let counter = 0;
const number = (limit) => createHash("sha256").update(`slot ${counter++}`).digest().readUInt32LE(0) % limit;
const lists = Object.fromEntries(Object.entries(words).map(([kind, map]) => [kind, [...map.keys()].sort()]));
for (const template of readFileSync(new URL("requests.txt", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean)) {
  const slots = (template.match(/\{\w+\}/g) ?? []).length;
  for (let i = 0; i < (slots === 0 ? 1 : 300 * Math.min(slots, 2)); i++) {
    add(template.replaceAll(/\{(\w+)\}/g, (_, kind) => lists[kind][number(lists[kind].length)]));
  }
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

const key = (text) => createHash("sha256").update(text).digest("hex");
const order = [...texts].map((text) => [key(text), text]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
process.stdout.write(order.map(([, text]) => `${text}\n`).join(""));
