import { spawn } from "node:child_process";

/**
 * Runs one side of a comparison as a fresh process and returns what it printed: the last line of its standard output,
 * as JSON. Its messages for people go through to ours.
 */
export function runSide({ command, args, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => {
      const last = output.trim().split("\n").at(-1) ?? "";
      if (code !== 0) reject(new Error(`${command} ${args.join(" ")}: exit code ${code}\n${output}`));
      else resolve(JSON.parse(last));
    });
  });
}

/** A script of ours as a side. */
export const nodeSide = (script, settings, env) => ({
  command: process.execPath,
  args: ["--expose-gc", script, JSON.stringify(settings)],
  env,
});

/**
 * Runs sides in turn, `rounds` times, in fresh processes; every second round in reverse, so that neither always comes
 * first. @param sides name → (round) → what `runSide` takes. @returns name → one result a round.
 */
export async function alternate(sides, rounds, say = console.error) {
  const results = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const names = round % 2 === 0 ? Object.keys(sides) : Object.keys(sides).reverse();
    for (const name of names) {
      const started = performance.now();
      results[name][round] = await runSide(sides[name](round));
      say(`  round ${round + 1}/${rounds}  ${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
  }
  return results;
}
