/**
 * What can be mutated, by the name that the command takes. `sources`: the folder, whose own tests are run. `without`: ends
 * of paths of tests that are left out: they run compiled files in processes of their own, where a mutant is not seen, or
 * change the working folder, which the worker threads of this kind of run cannot.
 */
export const folders = {
  core: { sources: "packages/core/src", without: ["readme.test.ts"] },
  gradient: { sources: "packages/graph/src/gradient" },
  step: { sources: "packages/train/src/step" },
  optim: { sources: "packages/train/src/optim" },
  run: { sources: "packages/train/src/run", without: ["stop-button.test.ts"] },
  metrics: { sources: "packages/eval/src/metrics" },
  classifier: { sources: "packages/classifier/src", without: ["readme.test.ts"] },
};
