// The rules that scripts/check-imports.mjs holds: data, so that a change of the design is a change of this file.

const beneathCli = {
  core: [],
  remote: ["core"],
  data: ["core", "remote"],
  graph: ["core"],
  model: ["core", "remote", "graph"],
  // `graph` for the engine that is taken where none is handed in.
  classifier: ["core", "graph", "model"],
  tracking: ["core", "remote"],
  eval: ["core", "data", "model", "classifier"],
  train: ["core", "data", "graph", "model", "classifier", "tracking", "eval"],
  export: ["core", "remote", "graph", "model", "classifier", "eval"],
  fleet: ["core", "remote", "data", "model", "classifier", "eval", "train"],
  // A service runs without a trainer, an evaluation or an exporter.
  serve: ["core", "remote", "classifier"],
  // The shipped encoder: weights and the path to them.
  "minilm-l3-mini": [],
};

/** Which packages of the workspace a package may import, in processing order: arrows go down, so there are no cycles. */
export const packageImports = { ...beneathCli, cli: Object.keys(beneathCli) };

/** Modules that open the network. `fetch` stands for a call of the global function. */
const network = ["undici", "@huggingface/hub", "http", "https", "http2", "net", "tls", "dgram", "fetch"];

/**
 * Modules that only some files may use. `only`: beginnings of paths below packages/. `tests`: whether test files may
 * use them anywhere (real servers on loopback stand in for the services).
 */
export const reservedModules = [
  { modules: ["onnxruntime-node"], only: ["graph/src/engines"], tests: false },
  { modules: ["yargs", "yargs/helpers"], only: ["cli/"], tests: false },
  { modules: ["@huggingface/tokenizers"], only: ["model/"], tests: false },
  {
    modules: network,
    only: [
      "remote/",
      "model/src/hub",
      "data/src/fetch",
      "export/src/push",
      "classifier/src/web/",
      "tracking/",
      "fleet/",
      "serve/",
    ],
    tests: true,
  },
];

/** Folder names that say nothing about what is in them, and those that take tests away from what they test. */
export const refusedFolders = {
  utils: "name the thing",
  util: "name the thing",
  helpers: "name the thing",
  __tests__: "a test stands beside its file",
  tests: "a test stands beside its file",
  test: "a test stands beside its file",
};

/** Packages whose every export another package uses, or their card names (scripts/check-exports.mjs). */
export const checkedExports = Object.keys(beneathCli).filter((name) => !["fleet", "minilm-l3-mini"].includes(name));

/** Longest source file, in lines; tests may be longer. */
export const maxLines = 250;
