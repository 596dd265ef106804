import { parseArgs } from "node:util";

/**
 * Flags of a benchmark, `--name value`, checked: an unknown one is an error. Every benchmark also has --quick (a smoke
 * run of under a minute, whose numbers mean nothing).
 *
 * @param defaults name → default; its type (string, number, boolean) is the flag's.
 */
export function readFlags(defaults, args = process.argv.slice(2)) {
  const options = Object.fromEntries(
    Object.entries({ quick: false, ...defaults }).map(([name, value]) => [
      name,
      { type: typeof value === "boolean" ? "boolean" : "string" },
    ]),
  );
  let values;
  try {
    ({ values } = parseArgs({ args, options, strict: true }));
  } catch (error) {
    console.error(
      `${error.message}\nFlags: ${Object.keys(options)
        .map((name) => `--${name}`)
        .join(" ")}`,
    );
    process.exit(2);
  }
  return Object.fromEntries(
    Object.entries({ quick: false, ...defaults }).map(([name, value]) => {
      const given = values[name] ?? value;
      return [name, typeof value === "number" ? Number(given) : given];
    }),
  );
}
