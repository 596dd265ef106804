// The classifier in a child process: the server's thread stays free, and a crash of native code costs one process that is
// started again. A worker thread is no substitute: one that is ended while it runs takes the whole process along.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The parent's side. */
export class ChildClassifier {
  #folder;
  #child;
  #waiting = new Map();
  #nextId = 1;
  #closing = false;

  constructor(folder) {
    this.#folder = folder;
    this.#start();
  }

  get pid() {
    return this.#child.pid;
  }

  /** Rejects if the process dies before it has answered: ask again. */
  classify(text) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, text }, (error) => error && this.#settle(id)?.reject(error));
    });
  }

  close() {
    this.#closing = true;
    this.#child.disconnect();
  }

  #start() {
    this.#child = fork(fileURLToPath(import.meta.url), [this.#folder], {
      serialization: "advanced",
      execArgv: [],
    });
    this.#child.on("message", ({ id, answer, error }) => {
      const request = this.#settle(id);
      if (error === undefined) request?.resolve(answer);
      else request?.reject(new Error(error));
    });
    this.#child.on("exit", () => {
      for (const id of [...this.#waiting.keys()]) this.#settle(id).reject(new Error("the classifier's process ended"));
      if (!this.#closing) setTimeout(() => this.#closing || this.#start(), 100);
    });
  }

  #settle(id) {
    const request = this.#waiting.get(id);
    this.#waiting.delete(id);
    return request;
  }
}

/** The child's side: this file, started by fork. */
if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const { IntentClassifier } = await import("@intentsmith/classifier");
  const classifier = await IntentClassifier.load(process.argv[2], { threads: 1 });
  process.on("message", async ({ id, text }) => {
    try {
      const { label, probability, abstained } = await classifier.classify(text);
      process.send({ id, answer: { label, probability, abstained } });
    } catch (error) {
      process.send({ id, error: error.message });
    }
  });
  process.on("disconnect", () => process.exit(0));
}
