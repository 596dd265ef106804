import { checkValue, IntentsmithError } from "@intentsmith/core";
import { z } from "zod";
import type { Activation } from "./encoder-config.ts";

export const size: z.ZodInt = z.int().min(1);
export const probability: z.ZodNumber = z.number().min(0).lt(1);

/** What a family expects of its `config.json`. */
export interface ConfigJsonRules<Schema extends z.ZodType> {
  schema: Schema;
  /** Options that change the computation and that this family does not have here: key → the values that are fine. */
  required: Readonly<Record<string, readonly unknown[]>>;
  /** What to use instead, for the hint. */
  supported: string;
}

/**
 * The checked values of a `config.json` of transformers. `where` names the file in errors.
 * @throws MODEL_UNSUPPORTED for another architecture or option; MODEL_MALFORMED for missing or impossible values.
 */
export function readConfigJson<Schema extends z.ZodType>(
  { schema, required, supported }: ConfigJsonRules<Schema>,
  json: unknown,
  where: string,
): z.output<Schema> {
  const values = requireObject(json, where);
  for (const [key, allowed] of Object.entries(required)) {
    if (allowed.includes(values[key])) continue;
    throw new IntentsmithError(
      "MODEL_UNSUPPORTED",
      `${where}: ${key}: ${JSON.stringify(allowed[0])} expected, found ${JSON.stringify(values[key])}`,
      { hint: `Use ${supported}.` },
    );
  }
  const parsed = checkValue(schema, json);
  if ("fault" in parsed) {
    throw new IntentsmithError("MODEL_MALFORMED", `${where}: ${parsed.fault.description}`, {
      hint: "This should be the config.json that transformers wrote beside the weights.",
    });
  }
  return parsed.data;
}

/** @throws MODEL_MALFORMED */
export function requireObject(json: unknown, where: string): Record<string, unknown> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new IntentsmithError("MODEL_MALFORMED", `${where}: a JSON object expected, found ${JSON.stringify(json)}`);
}

/** Heads are equal parts of the hidden state. `keys`: what the file calls the two sizes. @throws MODEL_MALFORMED */
export function requireWholeHeads(
  hidden: number,
  heads: number,
  keys: [hidden: string, heads: string],
  where: string,
): void {
  if (hidden % heads === 0) return;
  throw new IntentsmithError(
    "MODEL_MALFORMED",
    `${where}: ${keys[0]} ${hidden} is not a multiple of ${keys[1]} ${heads}`,
  );
}

/** What transformers calls each activation; the first name is written. */
const activationNames: Record<Activation, readonly string[]> = {
  gelu: ["gelu"],
  geluTanh: ["gelu_new", "gelu_pytorch_tanh", "gelu_fast"],
  relu: ["relu"],
  silu: ["silu", "swish"],
};

/** The activation of a config. @throws MODEL_UNSUPPORTED naming those that work. */
export function readActivation(name: string, key: string, where: string): Activation {
  const entries = Object.entries(activationNames) as [Activation, readonly string[]][];
  const found = entries.find(([, names]) => names.includes(name));
  if (found !== undefined) return found[0];
  const known = entries.flatMap(([, names]) => names).join(", ");
  throw new IntentsmithError("MODEL_UNSUPPORTED", `${where}: ${key}: one of ${known} expected, found "${name}"`);
}

/** The name to write: the one that was read if it means the same. */
export function activationName(activation: Activation, read: unknown): string {
  const names = activationNames[activation];
  return names.find((name) => name === read) ?? (names[0] as string);
}
