import { checkArguments, expected, IntentsmithError, parseConfig, silentLogger, type Logger } from "@intentsmith/core";
import { dataConfigSchema, type DataConfig, type ResolvedDataConfig } from "./config/data-config.ts";
import { datasetHash } from "./dataset-hash.ts";
import { formatDropped, type DroppedRow } from "./dropped.ts";
import type { ContextConfig } from "./example/context.ts";
import type { Example } from "./example/example.ts";
import { cleanLabels, tellCleaning } from "./clean-labels.ts";
import { filterRows, type Complain } from "./filter-rows.ts";
import { dataHashes, type DataHashes } from "./identity/data-hashes.ts";
import { createReader } from "./readers/create-reader.ts";
import { readDataFiles } from "./readers/data-files.ts";
import { countIgnored, formatIgnored, type Ignore, type Ignored, type IgnoredCount } from "./readers/ignored.ts";
import type { Row } from "./readers/row.ts";
import { resolveLabels } from "./resolve-labels.ts";
import { drawTexts } from "./splits/draw-texts.ts";
import { completeSplits } from "./splits/complete-splits.ts";
import { formatSplitReport, type SplitReport } from "./splits/split-report.ts";

/** A data set, ready to be paired and sampled. */
export interface Dataset {
  /** In the order of the files and their rows. */
  examples: Example[];
  /** Texts of `outOfScopeLabels`: they belong to no label. */
  outOfScope: Example[];
  /** `C` labels in code-unit order. */
  labels: string[];
  /** `C` wordings, in the same order. */
  labelWords: string[];
  /** Every row that was left out, with its reason. */
  dropped: DroppedRow[];
  /** Only there if something beside labelled texts stands in the files: what was passed over, by kind. */
  ignored?: IgnoredCount[];
  /** Where labels had blanks at their ends, which were taken off. */
  trimmedLabels: string[];
  /** Only there if a split had to be cut. */
  splitReport?: SplitReport;
  /** What `modelTurns` needs to make the model's input from an example. */
  context?: ContextConfig;
  /** SHA-256 over the bytes of the files and the resolved config (with base names, so folders may move). */
  hash: string;
  /** Of each split's content and of the config, whatever the files are called. */
  hashes: DataHashes;
}

export interface ReadOptions {
  logger?: Logger;
  /**
   * Takes what would end the reading although the rows can be read, such as labels that cannot be told apart; rows with
   * an unknown label are then dropped. By default it is thrown.
   */
  complain?: Complain;
  /** Columns (keys of a turn) to keep with each example, which tell texts apart and are no part of the data's identity. */
  columns?: readonly string[];
}

/**
 * Reads the files that a config names into examples with labels and splits. Relative paths start from the working
 * directory. Rows left out, labels trimmed and splits that had to be cut are told to the logger.
 * @throws ARGUMENT_INVALID, CONFIG_INVALID, CONFIG_UNKNOWN_KEY, FILE_NOT_FOUND, FILE_MALFORMED, DATA_EMPTY, DATA_COLUMN_MISSING, and
 * DATA_LABEL_UNKNOWN, DATA_LABELS_UNUSABLE without `complain`.
 */
export async function readDataset(config: DataConfig, options: ReadOptions = {}): Promise<Dataset> {
  checkArguments("readDataset", {
    options: [
      options,
      expected.options<ReadOptions>({ logger: expected.object, complain: expected.callback, columns: expected.texts }),
    ],
  });
  const { logger = silentLogger, complain, columns } = options;
  const resolved = parseConfig(dataConfigSchema, config, "data");
  const ignored: Ignored[] = [];
  const ignore: Ignore = (item) => void ignored.push(item);
  const files = readDataFiles(resolved, ignore);
  const read = createReader(resolved, ignore, columns);
  const rows: Row[] = [];
  for (const file of files) for (const row of await read(file)) rows.push(row);
  const passedOver = countIgnored(ignored);
  if (passedOver.length > 0) logger.info(formatIgnored(passedOver));
  const cleaned = cleanLabels(rows, resolved);
  tellCleaning(cleaned, rows, resolved, logger);
  const { kept, dropped } = filterRows(cleaned.rows, resolved, complain);
  if (dropped.length > 0) logger.warn(formatDropped(dropped));
  if (kept.length === 0) {
    const why = dropped.length > 0 ? formatDropped(dropped) : "the files hold no row";
    throw new IntentsmithError("DATA_EMPTY", `${files.map(({ path }) => path).join(", ")}: no usable row: ${why}`, {
      hint: "Check the columns and labels that the config names.",
    });
  }
  const { examples: whole, report } = completeSplits(kept, resolved.splits);
  const { kept: placed, left } = drawn(whole, resolved, logger);
  const isOutside = ({ label }: Example): boolean => resolved.outOfScopeLabels?.includes(label) === true;
  const examples = placed.filter((example) => !isOutside(example));
  if (report !== undefined) logger.info(formatSplitReport(report));
  return {
    examples,
    outOfScope: placed.filter(isOutside),
    ...resolveLabels(examples, resolved, complain),
    dropped: [...dropped, ...left.map(({ where }) => ({ where, reason: "not drawn" as const }))],
    ...(passedOver.length > 0 && { ignored: passedOver }),
    trimmedLabels: cleaned.trimmed,
    ...(report !== undefined && { splitReport: report }),
    ...(resolved.context !== undefined && { context: withRoles(resolved.context, examples) }),
    hash: datasetHash(resolved, files),
    hashes: dataHashes(placed, resolved),
  };
}

/** The roles that a head tells apart are those of the training texts, where the config does not say. */
function withRoles(context: ContextConfig, examples: readonly Example[]): ContextConfig {
  const { head } = context;
  if (head?.role !== true || head.roles !== undefined) return context;
  const inTraining = examples.flatMap(({ split, role }) => (split === "train" && role !== undefined ? [role] : []));
  const roles = [...new Set(inTraining)].filter((role) => role !== "").sort();
  return { ...context, head: { ...head, roles } };
}

/** The examples that `textsPerLabel` leaves. */
function drawn(
  examples: Example[],
  { textsPerLabel: wanted }: ResolvedDataConfig,
  logger: Logger,
): { kept: Example[]; left: Example[] } {
  if (wanted === undefined) return { kept: examples, left: [] };
  const { count, seed } = typeof wanted === "number" ? { count: wanted, seed: 42 } : wanted;
  const { kept, left } = drawTexts(examples, { count, seed });
  const training = kept.filter(({ split }) => split === "train").length;
  logger.info(`textsPerLabel ${count}: ${training} training texts drawn (seed ${seed}), ${left.length} left out`);
  return { kept, left };
}
