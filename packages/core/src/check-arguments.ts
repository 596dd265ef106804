import { IntentsmithError } from "./intentsmith-error.ts";
import { nearestName } from "./nearest-name.ts";

/** What is wrong with an argument: the place within it (`.threads`, `[3]`, or nothing), and what was expected there. */
interface Fault {
  place: string;
  text: string;
  hint?: string;
}

/** Looks at an argument. @returns undefined if it is what was expected. */
export type ArgumentCheck = (value: unknown) => Fault | undefined;

/**
 * Checks what a caller gave to a public function, before anything is done: `checkArguments("exportModel", {
 * outFolder: [outFolder, expected.path] })`.
 * @throws ARGUMENT_INVALID naming function, argument, what was expected and what was received.
 */
export function checkArguments(
  where: string,
  given: Readonly<Record<string, readonly [value: unknown, check: ArgumentCheck]>>,
): void {
  for (const [name, [value, check]] of Object.entries(given)) {
    const fault = check(value);
    if (fault === undefined) continue;
    const { place, text, hint = "See the package's README.md." } = fault;
    throw new IntentsmithError("ARGUMENT_INVALID", `${where}: ${name}${place}: ${text}`, { hint });
  }
}

/** The kinds of arguments there are. */
export const expected = {
  text: kind("a text", (value) => typeof value === "string"),
  path: kind("a path", (value) => typeof value === "string" && value !== ""),
  flag: kind("true or false", (value) => typeof value === "boolean"),
  number: kind("a number", (value) => typeof value === "number" && Number.isFinite(value)),
  object: kind("an object", (value) => typeof value === "object" && value !== null && !Array.isArray(value)),
  list: kind("a list", Array.isArray),
  callback: kind("a function", (value) => typeof value === "function"),
  instance: (type: abstract new (...given: never[]) => unknown): ArgumentCheck =>
    kind(`a ${type.name}`, (value) => value instanceof type),
  texts: listOf(
    "texts",
    kind("a text", (value) => typeof value === "string"),
  ),
  listOf,
  whole: (least: number): ArgumentCheck =>
    kind(`a whole number from ${least} on`, (value) => Number.isInteger(value) && (value as number) >= least),
  oneOf: (...choices: readonly string[]): ArgumentCheck =>
    kind(choices.map((choice) => JSON.stringify(choice)).join(" or "), (value) => choices.includes(value as string)),
  options,
  fields,
} as const;

/**
 * An object of options, each as its check wants it, or left out if it is not among the `required`; a key that is none of
 * them is refused.
 */
function options<Options extends object>(
  checks: { readonly [Key in keyof Required<Options>]: ArgumentCheck },
  required: readonly (keyof Options & string)[] = [],
): ArgumentCheck {
  const known: Readonly<Record<string, ArgumentCheck>> = checks;
  return (value) => {
    const fault = expected.object(value);
    if (fault !== undefined) return fault;
    for (const key of required) {
      const missing = known[key]?.((value as Options)[key]);
      if (missing !== undefined) return { ...missing, place: `.${key}${missing.place}` };
    }
    for (const [key, inner] of Object.entries(value as object)) {
      if (!Object.hasOwn(known, key)) {
        const near = nearestName(key, Object.keys(known));
        const hint = near === undefined ? `There are ${Object.keys(known).join(", ")}.` : `Did you mean "${near}"?`;
        return { place: "", text: `unknown option ${JSON.stringify(key)}`, hint };
      }
      const below = inner === undefined ? undefined : known[key]?.(inner);
      if (below !== undefined) return { ...below, place: `.${key}${below.place}` };
    }
    return undefined;
  };
}

/** An object that has these, each as its check wants it, and whatever else. */
function fields(checks: Readonly<Record<string, ArgumentCheck>>): ArgumentCheck {
  return (value) => {
    const fault = expected.object(value);
    if (fault !== undefined) return fault;
    for (const [key, check] of Object.entries(checks)) {
      const below = check((value as Readonly<Record<string, unknown>>)[key]);
      if (below !== undefined) return { ...below, place: `.${key}${below.place}` };
    }
    return undefined;
  };
}

function kind(words: string, holds: (value: unknown) => boolean): ArgumentCheck {
  return (value) => (holds(value) ? undefined : { place: "", text: `expected ${words}, received ${received(value)}` });
}

/** A list whose items, called so, are as the check wants them. */
function listOf(items: string, check: ArgumentCheck): ArgumentCheck {
  return (value) => {
    if (!Array.isArray(value)) return { place: "", text: `expected a list of ${items}, received ${received(value)}` };
    // Not forEach, which passes over the holes of a sparse list.
    for (let i = 0; i < value.length; i++) {
      const fault = check(value[i]);
      if (fault !== undefined) return { ...fault, place: `[${i}]${fault.place}` };
    }
    return undefined;
  };
}

/** A value in few words; never a text of somebody's. */
function received(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (value === "") return '""';
  return Array.isArray(value) ? "a list" : typeof value === "string" ? "a text" : `a value of type ${typeof value}`;
}
