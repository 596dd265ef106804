/** Files → examples → labels → pairs → batches of indices. This package never tokenises. */
export {
  dataConfigSchema,
  type CsvConfig,
  type DataConfig,
  type JsonlConfig,
  type ResolvedDataConfig,
  type RowFiles,
  type SplitsConfig,
  type WizardOfTasksConfig,
} from "./config/data-config.ts";
export type { DropCount, DroppedRow, DropReason } from "./dropped.ts";
export { modelInput, type ContextConfig } from "./example/context.ts";
export { splitNames, type Example, type Split, type Turn } from "./example/example.ts";
export { rememberTokens, type Tokenise, type TokenisedInput } from "./example/tokenise.ts";
export { hashDataFiles } from "./dataset-hash.ts";
export { fetchDataset, type FetchedDataset, type FetchOptions } from "./fetch/fetch-dataset.ts";
export { publishedNames, type PublishedName } from "./fetch/published.ts";
export { formatStatistics } from "./format-statistics.ts";
export type { DataHashes } from "./identity/data-hashes.ts";
export { judgeTokens, tokenFindings, type JudgeOptions, type TokenFindings } from "./judge-tokens.ts";
export { writePairsCsv } from "./pairs/write-pairs-csv.ts";
export { readDataset, type Dataset, type ReadOptions } from "./read-dataset.ts";
export { takeExcelSeparator } from "./readers/excel-separator.ts";
export { likelyDelimiter } from "./readers/likely-delimiter.ts";
export type { Batch, SamplerInputs } from "./sampling/batch.ts";
export { createSampler } from "./sampling/create-sampler.ts";
export { samplerConfigSchema, type SamplerConfig } from "./sampling/sampler-config.ts";
export type { Sampler } from "./sampling/sampler.ts";
export { buildSequenceTable, labelIndices, type SequenceTable } from "./sampling/sequence-table.ts";
export type { CutSplit, SplitReport } from "./splits/split-report.ts";
export { datasetStatistics, type DatasetStatistics, type LengthSpread, type SplitCounts } from "./statistics.ts";
export type { TextsInTwoSplits, TextWithLabels } from "./text-overlap.ts";
