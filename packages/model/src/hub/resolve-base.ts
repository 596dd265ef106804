import { existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkArguments, expected, IntentsmithError } from "@intentsmith/core";
import { downloadModel, type HubOptions } from "./hub.ts";

/** Encoders that ship as packages: name → the package, whose export `modelFolder` is the path of the model. */
export const shippedEncoders: Readonly<Record<string, string>> = {
  "minilm-l3-mini": "@intentsmith/minilm-l3-mini",
};

const hubOptions = expected.options<HubOptions>({
  revision: expected.text,
  logger: expected.object,
  cacheFolder: expected.path,
  environment: expected.object,
  answerTimeoutMs: expected.whole(1),
  idleTimeoutMs: expected.whole(1),
  attempts: expected.whole(1),
  retryDelayMs: expected.whole(0),
});

/**
 * Finds the base model that a config or `--base` names: an existing folder, the name of a shipped encoder, or a hub id
 * (`organisation/name`, `organisation/name@revision`; a bare name is one of sentence-transformers').
 * @returns a local folder
 * @throws FILE_NOT_FOUND, ARGUMENT_INVALID, NETWORK_FAILED
 */
export async function resolveBase(base: string, options: HubOptions = {}): Promise<string> {
  checkArguments("resolveBase", { base: [base, expected.text], options: [options, hubOptions] });
  if (existsSync(base)) {
    if (statSync(base).isDirectory()) return checkedFolder(base);
    throw new IntentsmithError("ARGUMENT_INVALID", `${base}: a model folder expected, this is a file`, {
      hint: "Name the folder that holds config.json and model.safetensors.",
    });
  }
  if (isAbsolute(base) || /^[.~]|\\/.test(base) || base === "") {
    throw new IntentsmithError("FILE_NOT_FOUND", `${base}: no such model folder`, {
      hint: "Check the path; relative paths start from the folder you run the command in.",
    });
  }
  const shipped = shippedEncoders[base];
  if (shipped !== undefined) return await shippedFolder(base, shipped);
  if (base.split("/").length > 2) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${base}: no such folder, and a hub id has one slash at most`, {
      hint: `Name a folder, a shipped encoder (${Object.keys(shippedEncoders).join(", ")}) or organisation/name.`,
    });
  }
  try {
    return await downloadModel(base.includes("/") ? base : `sentence-transformers/${base}`, options);
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    throw new IntentsmithError(error.code, `${base}: no such folder; taken as a hub id: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

/** @throws FILE_NOT_FOUND for the folder around a model: a run, or what `fit` wrote */
function checkedFolder(folder: string): string {
  const inside = join(folder, "model");
  if (existsSync(join(folder, "config.json")) || !existsSync(join(inside, "config.json"))) return folder;
  throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: no config.json, so this is no model folder`, {
    hint: `Did you mean ${inside}?`,
  });
}

/** Looks for the package beside this one, beside the program that runs, and from the folder that it runs in. */
async function shippedFolder(name: string, packageName: string): Promise<string> {
  const program = process.argv[1];
  const places = [
    import.meta.url,
    ...(program !== undefined && existsSync(program) ? [pathToFileURL(realpathSync(program)).href] : []),
    pathToFileURL(join(process.cwd(), "package.json")).href,
  ];
  for (const place of places) {
    let entry: string;
    try {
      entry = createRequire(place).resolve(packageName);
    } catch {
      continue;
    }
    const { modelFolder } = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as { modelFolder?: unknown };
    if (typeof modelFolder === "string" && existsSync(modelFolder)) return modelFolder;
    throw new IntentsmithError("FILE_NOT_FOUND", `${name}: the package ${packageName} is here, but its model is not`, {
      hint: `Install it again: npm install ${packageName}`,
    });
  }
  throw new IntentsmithError("FILE_NOT_FOUND", `${name}: the package ${packageName} is not installed`, {
    hint: `npm install ${packageName}`,
  });
}
