// Loads the exported folder beside this page and answers while one types.

import { IntentClassifier } from "@intentsmith/classifier/web";
import * as ort from "onnxruntime-web/wasm";

const element = (id) => document.getElementById(id);
const [field, state, answer, labels] = ["text", "state", "answer", "labels"].map(element);
const shownLabels = 5;

/** One text at a time, the newest: what was typed meanwhile is skipped. */
let waiting;
let busy = false;

async function load() {
  ort.env.wasm.wasmPaths = { wasm: new URL("ort-wasm-simd-threaded.wasm", import.meta.url).href };
  ort.env.wasm.numThreads = 1; // more need a page that is isolated from other origins
  const began = performance.now();
  const classifier = await IntentClassifier.load("model", { ort });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  state.textContent = `${classifier.labels.length} labels, loaded in ${seconds} s.`;
  field.disabled = false;
  field.addEventListener("input", () => void answerNewest(classifier, field.value));
  field.focus();
}

async function answerNewest(classifier, text) {
  waiting = text;
  if (busy) return;
  busy = true;
  try {
    while (waiting !== undefined) {
      const asked = waiting;
      waiting = undefined;
      const began = performance.now();
      const found = await classifier.classify(asked, { top: shownLabels });
      show(found, performance.now() - began);
    }
  } catch (error) {
    tell(error);
  } finally {
    busy = false;
  }
}

const reasons = {
  empty: "nothing to answer",
  "unknown-tokens": "no word that it knows",
  "below-threshold": "not sure enough",
};

function show({ label, reason, top }, milliseconds) {
  answer.textContent = reason === undefined ? label : `no answer: ${reasons[reason]}`;
  state.textContent = `${milliseconds.toFixed(1)} ms`;
  labels.replaceChildren(...(reason === "empty" ? [] : top.map(row)));
}

function row({ label, probability }) {
  const name = document.createElement("span");
  name.textContent = label;
  const share = document.createElement("span");
  share.textContent = `${(100 * probability).toFixed(1)} %`;
  const line = document.createElement("div");
  line.append(name, share);
  const bar = document.createElement("meter");
  bar.value = probability;
  bar.setAttribute("aria-label", label);
  const item = document.createElement("li");
  item.append(line, bar);
  return item;
}

function tell(error) {
  state.textContent = `${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}`;
}

load().catch(tell);
