import { existsSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { parseJson, type Logger } from "@intentsmith/core";
import { parquetColumns, readDataFile } from "@intentsmith/data";
import { isRecord } from "./data-root.ts";
import { findColumns } from "./found-columns.ts";

/**
 * The data config of what is no table of text: folders, Rasa's YAML, JSON of Wizard of Tasks, CLU and LUIS, Parquet. Says
 * what it took it for. @returns undefined for anything else
 * @throws FILE_MALFORMED; ARGUMENT_INVALID where columns cannot be told apart
 */
export function otherFormat(
  path: string,
  given: { textColumn?: string | undefined; labelColumn?: string | undefined },
  logger: Logger,
): Record<string, unknown> | undefined {
  const take = (reader: string, what: string): Record<string, unknown> => {
    logger.info(`${path}: ${what}`);
    return { reader, files: [path] };
  };
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    return existsSync(join(path, "intents"))
      ? take("dialogflow", "a Dialogflow export")
      : take("text-folders", "a folder a label, a file a text");
  }
  switch (extname(path.replace(/\.gz$/i, "")).toLowerCase()) {
    case ".yml":
    case ".yaml":
      return take("rasa", "Rasa's training data");
    case ".json":
      return isAzure(path)
        ? take("clu", "a CLU or LUIS export")
        : take("wizard-of-tasks", "Wizard of Tasks conversations");
    case ".parquet": {
      const columns = findColumns(parquetColumns(path), [], given, path);
      return {
        ...take("parquet", `Parquet, text from "${columns.textColumn}", label from "${columns.labelColumn}"`),
        ...columns,
      };
    }
  }
  return undefined;
}

function isAzure(path: string): boolean {
  const value = parseJson(readDataFile(path).text, path, "the data");
  return Array.isArray(value) || (isRecord(value) && ("assets" in value || "utterances" in value));
}
