import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { atRoot } from "./root.mjs";
import { runNode } from "./run-node.mjs";

/** The lines of Node that the fast suite runs on beside the one that is installed. */
const testedLines = ["22", "24", "26"];

/**
 * Runs the fast suite on other lines of Node (`npm run test:node [-- 22 26] [vitest's arguments]`), one after another.
 * Their binaries come from npm, into node_modules/.cache. Returns the first exit code that is not 0.
 */
export async function runTestsOnNodeLines(args) {
  const lines = args.filter((argument) => /^\d+$/.test(argument));
  const rest = args.filter((argument) => !/^\d+$/.test(argument));
  let first = 0;
  for (const line of lines.length === 0 ? testedLines : lines) {
    const binary = nodeOfLine(line);
    if (binary === undefined) return 1;
    const version = versionOf(binary);
    console.log(`\nNode ${version}`);
    const path = `${dirname(binary)}${delimiter}${process.env["PATH"] ?? ""}`;
    const code = await runNode([atRoot("scripts/workspace.mjs"), "test", ...rest], { binary, env: { PATH: path } });
    console.log(`Node ${version}: ${code === 0 ? "passed" : `failed (exit ${code})`}`);
    if (first === 0) first = code;
  }
  return first;
}

/** The path of the newest Node of a line, fetched if it is not there yet; undefined, with a message, if it cannot be had. */
function nodeOfLine(line) {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = atRoot(`node_modules/.cache/node-${line}`);
  const binary = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(binary) && versionOf(binary)?.startsWith(`v${line}.`)) return binary;
  mkdirSync(folder, { recursive: true });
  console.error(`Fetching ${name}@${line} …`);
  const args = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `${name}@${line}`];
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" };
  const { status, stderr, error } = spawnSync("npm", args, options);
  if (status === 0 && versionOf(binary)?.startsWith(`v${line}.`)) return binary;
  console.error(`Node ${line} could not be had as the npm package ${name}: ${(stderr || error?.message || "").trim()}`);
  return undefined;
}

function versionOf(binary) {
  return spawnSync(binary, ["--version"], { encoding: "utf8" }).stdout?.trim();
}
