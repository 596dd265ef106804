import { IntentClassifier } from "@intentsmith/classifier";

// A folder that `train` saved or `export` wrote.
const classifier = await IntentClassifier.load("deploy");
const { label, score, top } = await classifier.classify("what do i do next?", { top: 2 });
console.log(`${label} (${score.toFixed(2)}), then ${top[1]?.label}`);

for (const { text, label } of await classifier.classify(["thanks, bye", "how much flour?"])) {
  console.log(`${text} → ${label}`);
}
await classifier.release();
