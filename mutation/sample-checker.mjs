// A plugin of Stryker: mutants outside the sample are taken for ones that do not compile, so that they are not run.

import { relative } from "node:path";
import { CheckStatus } from "@stryker-mutator/api/check";
import { PluginKind } from "@stryker-mutator/api/plugin";
import { drawSample, notDrawn } from "./sample.mjs";

class SampleChecker {
  #drawn = new Set();

  async init() {}

  /** Stryker shows all mutants at once, before it has any of them checked (in one process, as we have it run). */
  async group(mutants) {
    const { count, seed } = JSON.parse(process.env["INTENTSMITH_MUTATION_SAMPLE"]);
    const named = mutants.map((mutant) => ({ ...mutant, fileName: relative(process.cwd(), mutant.fileName) }));
    this.#drawn = new Set(drawSample(named, count, seed).map(({ id }) => id));
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const result = ({ id }) =>
      this.#drawn.has(id) ? { status: CheckStatus.Passed } : { status: CheckStatus.CompileError, reason: notDrawn };
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, result(mutant)]));
  }
}

export const strykerPlugins = [{ kind: PluginKind.Checker, name: "sample", injectableClass: SampleChecker }];
