// What the npm scripts of package.json start. Plain JavaScript without dependencies: it runs before anything is
// installed, on a machine with only Node and npm.
//
//   node scripts/workspace.mjs build | quickstart | test | test:node | test:slow | test:services | test:conformance | test:mutation | check | bench | intentsmith  [arguments …]

const required = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < required[0] || (major === required[0] && minor < required[1])) {
  console.error(`intentsmith needs Node ${required.join(".")} or newer; this is ${process.version}.`);
  process.exit(2);
}

// Imported only now: an old Node should get the message above, not a syntax error from a module below.
const { installDependencies } = await import("./workspace/install.mjs");
const { build } = await import("./workspace/build.mjs");
const { invokedFrom } = await import("./workspace/invoked-from.mjs");
const { runNode } = await import("./workspace/run-node.mjs");
const { runTestsOnNodeLines } = await import("./workspace/node-lines.mjs");
const { runServiceTests, runSlowTests, runTests } = await import("./workspace/tests.mjs");
const { runChecks } = await import("./workspace/checks.mjs");
const { existsSync } = await import("node:fs");
const { atRoot } = await import("./workspace/root.mjs");

const command = process.argv[2] ?? "";
const rest = process.argv.slice(3);

/**
 * Each returns the exit code. `builds`: whether the compiled packages are needed. `extras`: folders whose large clients
 * are, too.
 */
const commands = {
  build: { builds: true, run: () => 0 },
  quickstart: { builds: true, run: () => intentsmith(["quickstart", ...rest]) },
  // Some tests start the command as a process of its own, which runs the compiled files.
  test: { builds: true, run: () => runTests(rest) },
  "test:node": { builds: true, run: () => runTestsOnNodeLines(rest) },
  "test:slow": { builds: true, run: () => runSlowTests(rest) },
  check: { builds: false, run: () => runChecks(rest) },
  "test:services": { builds: true, extras: ["services", "examples/browser"], run: () => runServiceTests(rest) },
  "test:conformance": {
    builds: true,
    extras: ["conformance"],
    run: () => runNode([atRoot("conformance/run.mjs"), ...rest]),
  },
  "test:mutation": { builds: true, extras: ["mutation"], run: () => runNode([atRoot("mutation/run.mjs"), ...rest]) },
  bench: { builds: true, extras: ["benchmarks"], run: () => bench() },
  intentsmith: { builds: true, run: () => intentsmith(rest) },
};

const chosen = Object.hasOwn(commands, command) ? commands[command] : undefined;
if (chosen === undefined) {
  console.error(`Expected one of ${Object.keys(commands).join(", ")}; received "${command}".`);
  process.exit(2);
}
process.exitCode =
  installDependencies({ extras: chosen.extras }) || (chosen.builds ? build() : 0) || (await chosen.run());

/** Paths in its arguments start from the folder in which the user stands. */
function intentsmith(args) {
  return runNode([atRoot("packages/cli/bin/intentsmith.js"), ...args], { cwd: invokedFrom() });
}

function bench() {
  const script = atRoot("benchmarks/run.mjs");
  if (existsSync(script)) return runNode([script, ...rest]);
  console.error("There is no benchmarks/run.mjs.");
  return 1;
}
