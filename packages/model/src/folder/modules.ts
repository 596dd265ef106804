import { existsSync } from "node:fs";
import { isAbsolute, join, normalize as normalizePath } from "node:path";
import { IntentsmithError, readJsonFile, type Logger } from "@intentsmith/core";
import { z } from "zod";
import { poolingModes, type Pooling, type PoolingMode } from "../architecture/layout.ts";

/** The parts of a sentence-transformers folder, as `modules.json` lists them. */
export interface FolderLayout {
  /** Where config.json, the weights and the tokenizer lie. */
  transformerFolder: string;
  pooling: Pooling;
  normalize: boolean;
}

const moduleEntry = z.looseObject({ path: z.string(), type: z.string() });
type ModuleEntry = z.infer<typeof moduleEntry>;

/**
 * Reads `modules.json` and the pooling's settings. Without `modules.json` the folder is a plain transformer, which
 * sentence-transformers gives mean pooling and no normalisation; so do we, and say it.
 * @throws MODEL_MALFORMED, MODEL_UNSUPPORTED (other modules, other poolings), FILE_MALFORMED.
 */
export function readFolderLayout(
  folder: string,
  hiddenSize: (transformerFolder: string) => number,
  logger: Logger,
): FolderLayout {
  const path = join(folder, "modules.json");
  if (!existsSync(path)) {
    logger.warn(`${folder}: no modules.json: taken as a plain transformer with mean pooling, not normalised`);
    return { transformerFolder: folder, pooling: "mean", normalize: false };
  }
  const parsed = z.array(moduleEntry).safeParse(readJsonFile(path, "the list of modules"));
  if (!parsed.success) {
    throw new IntentsmithError("MODEL_MALFORMED", `${path}: a list of modules expected, each with a path and a type`);
  }
  const kinds = parsed.data.map((module) => moduleKind(module, path));
  const order = kinds.join(", ");
  if (order !== "Transformer, Pooling" && order !== "Transformer, Pooling, Normalize") {
    throw new IntentsmithError(
      "MODEL_UNSUPPORTED",
      `${path}: Transformer, Pooling and perhaps Normalize expected, found ${order || "nothing"}`,
    );
  }
  const [transformer, pooling] = parsed.data as [ModuleEntry, ModuleEntry];
  const transformerFolder = join(folder, checkedPath(transformer, path));
  const poolingPath = join(folder, checkedPath(pooling, path), "config.json");
  return {
    transformerFolder,
    pooling: readPooling(poolingPath, hiddenSize(transformerFolder)),
    normalize: kinds.length === 3,
  };
}

/** `sentence_transformers.models.Pooling`, `sentence_transformers.….pooling.Pooling` (6.x) → `Pooling`. */
function moduleKind({ type }: ModuleEntry, where: string): string {
  const kind = type.split(".").at(-1) ?? "";
  if (type.startsWith("sentence_transformers.") && ["Transformer", "Pooling", "Normalize"].includes(kind)) return kind;
  throw new IntentsmithError("MODEL_UNSUPPORTED", `${where}: module type ${type} is not supported`, {
    hint: "Transformer, Pooling and Normalize are; use a model without other modules.",
  });
}

/** A folder from the hub must not point outside itself. */
function checkedPath({ path }: ModuleEntry, where: string): string {
  if (isAbsolute(path) || normalizePath(path).startsWith("..")) {
    throw new IntentsmithError("MODEL_MALFORMED", `${where}: path ${JSON.stringify(path)} leads out of the folder`);
  }
  return path;
}

/** The flags of versions up to 5. */
export const legacyFlags: Record<string, PoolingMode> = {
  pooling_mode_cls_token: "cls",
  pooling_mode_mean_tokens: "mean",
  pooling_mode_max_tokens: "max",
  pooling_mode_mean_sqrt_len_tokens: "mean_sqrt_len_tokens",
  pooling_mode_weightedmean_tokens: "weightedmean",
  pooling_mode_lasttoken: "lasttoken",
};

/** Reads `1_Pooling/config.json`, with the flags of all versions up to 5 or the one name of 6. */
function readPooling(path: string, hiddenSize: number): Pooling {
  const json = readJsonFile(path, "the pooling's settings");
  if (typeof json !== "object" || json === null) {
    throw new IntentsmithError("MODEL_MALFORMED", `${path}: a JSON object expected`);
  }
  const settings = json as Record<string, unknown>;
  const width = settings["embedding_dimension"] ?? settings["word_embedding_dimension"] ?? hiddenSize;
  if (width !== hiddenSize) {
    throw new IntentsmithError(
      "MODEL_MALFORMED",
      `${path}: embeddings of width ${String(width)}, but config.json says hidden_size ${hiddenSize}`,
    );
  }
  if (settings["include_prompt"] === false) {
    throw new IntentsmithError("MODEL_UNSUPPORTED", `${path}: include_prompt: true expected, found false`, {
      hint: "Prompts are pooled with the text here.",
    });
  }
  const named = settings["pooling_mode"];
  const flagged = Object.entries(legacyFlags).flatMap(([flag, mode]) => (settings[flag] === true ? [mode] : []));
  const modes =
    named === undefined ? poolingModes.filter((mode) => flagged.includes(mode)) : [named].flat().map(String);
  const unknown = modes.filter((mode) => !(poolingModes as readonly string[]).includes(mode));
  if (modes.length > 0 && unknown.length === 0) {
    return modes.join("+") as Pooling;
  }
  throw new IntentsmithError(
    "MODEL_UNSUPPORTED",
    `${path}: pooling by ${poolingModes.join(", ")} expected, found ${modes.join(" + ") || "none"}`,
  );
}
