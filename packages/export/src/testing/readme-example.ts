import { exportModel } from "@intentsmith/export";
import { IntentClassifier } from "@intentsmith/classifier";

const { maxDifference, textCount } = await exportModel("runs/quickstart/model", "deploy");
console.log(`differs by ${maxDifference} at most on ${textCount} texts`);

const classifier = await IntentClassifier.load("deploy");
const [first] = await classifier.classify(["what do i do next?"]);
console.log(first?.label, first?.score);
await classifier.release();
