import { z } from "zod";

const name = z.string().min(1, "expected a name");
const files = z.array(name).min(1, "expected at least one file");
const share = z.number().min(0).max(0.9);
const count = z.int().min(1);
const reader = "the files' format";

/** Labels in files are trimmed, so labels in the config are too. */
const label = name.trim().min(1, "expected a name");

const common = {
  labels: z
    .array(label)
    .min(2, "expected at least two labels")
    .refine((labels) => new Set(labels).size === labels.length, "expected each label once")
    .optional()
    .describe("closed list of labels; without it every label that occurs counts"),
  unknownLabels: z.enum(["error", "drop"]).default("error").describe("what to do with a row whose label is not listed"),
  mergeLabels: z
    .record(label, label)
    .refine((merge) => !Object.values(merge).some((into) => Object.hasOwn(merge, into)), {
      message: "expected labels that are not merged into others themselves",
    })
    .optional()
    .describe("labels that count as another, as in {REFUND: refund}"),
  outOfScopeLabels: z
    .array(label)
    .min(1, "expected at least one label")
    .optional()
    .describe(
      "labels that stand for no label at all: their texts are never trained on, they measure and set abstaining",
    ),
  labelWords: z.record(label, name).optional().describe("words for labels; the others: underscores to spaces"),
  splits: z
    .strictObject({
      validation: share.default(0.1).describe("share of the rows of train; 0: none"),
      test: share.default(0.1).describe("share of the rows of train; 0: none"),
      seed: z.int().default(42).describe("decides which rows or conversations are cut off"),
      // Absent means stratified; a default would change the hashes that runs have recorded.
      method: z
        .enum(["stratified", "text-hash"])
        .optional()
        .describe("text-hash: a cut that does not move when rows are added; without it: stratified by label"),
    })
    .refine((splits) => splits.validation + splits.test <= 0.9, "expected validation + test to be at most 0.9")
    .prefault({})
    .describe("shares of train to set aside for splits that the files lack"),
  textsPerLabel: z
    .union([
      count,
      z.strictObject({
        count: count.describe("training texts of a label"),
        seed: z.int().min(0).default(42).describe("decides which"),
      }),
    ])
    .optional()
    .describe("so many training texts of each label are drawn, the others left out: to see what few texts give"),
  context: z
    .strictObject({
      turns: z.int().min(0).max(32).describe("how many earlier turns"),
      role: z.boolean().describe("whether each turn is opened by who speaks"),
      head: z
        .strictObject({
          turns: z.int().min(0).max(32).describe("how many earlier turns, each by its embedding"),
          role: z.boolean().describe("whether it sees who speaks"),
          roles: z.array(z.string()).optional().describe("roles to tell apart; default: those of the training texts"),
        })
        .optional()
        .describe("what a logistic head sees beside the text's embedding"),
    })
    .optional()
    .describe("earlier turns of the conversation in the model's input"),
  maxTextCharacters: z.int().min(1).default(100_000).describe("a longer text is an error (an unclosed quote?)"),
};

const row = {
  files: z
    .union([
      files,
      z
        .strictObject({
          train: files.optional().describe("files of this split"),
          validation: files.optional().describe("files of this split"),
          test: files.optional().describe("files of this split"),
        })
        .refine((bySplit) => Object.values(bySplit).some((list) => list !== undefined), "expected at least one file"),
    ])
    .describe("a list of files, or a list a split"),
  textColumn: name.default("text").describe("column with the text"),
  labelColumn: name.default("label").describe("column with the label"),
  splitColumn: name.optional().describe("column with train, validation or test"),
  conversationColumn: name.optional().describe("column that says which rows belong together"),
  roleColumn: name.optional().describe("column that says who speaks"),
};

/** Files of text. */
const encoding = {
  encoding: name
    .default("utf-8")
    .refine(isEncoding, "expected an encoding such as utf-8, utf-16le or windows-1252")
    .describe("text encoding of the files (WHATWG name)"),
};

/** The `data` part of a config. Strict: an unknown key is an error. */
export const dataConfigSchema = z.discriminatedUnion("reader", [
  z.strictObject({
    reader: z.literal("wizard-of-tasks").describe(reader),
    files: files.describe("a list of files, which say their splits"),
    ...common,
  }),
  z
    .strictObject({
      reader: z.literal("csv").describe(reader),
      ...row,
      ...encoding,
      delimiter: z
        .string()
        .min(1, 'expected a separator such as "," or ";"')
        .default(",")
        .describe("between the cells of a row"),
      ...common,
    })
    .superRefine(splitNamedOnce),
  z
    .strictObject({ reader: z.literal("jsonl").describe(reader), ...row, ...encoding, ...common })
    .superRefine(splitNamedOnce),
  z.strictObject({ reader: z.literal("parquet").describe(reader), ...row, ...common }).superRefine(splitNamedOnce),
  z.strictObject({ reader: z.literal("rasa").describe(reader), files: row.files, ...common }),
  z.strictObject({ reader: z.literal("clu").describe(reader), files: row.files, ...common }),
  z.strictObject({ reader: z.literal("dialogflow").describe(reader), files: row.files, ...common }),
  z.strictObject({ reader: z.literal("text-folders").describe(reader), files: row.files, ...common }),
]);

/** The `data` part of a config as its author writes it. */
export type DataConfig = z.input<typeof dataConfigSchema>;
/** With its defaults filled in. */
export type ResolvedDataConfig = z.output<typeof dataConfigSchema>;

export type CsvConfig = Extract<DataConfig, { reader: "csv" }>;
export type JsonlConfig = Extract<DataConfig, { reader: "jsonl" }>;
export type ResolvedCsvConfig = Extract<ResolvedDataConfig, { reader: "csv" }>;
export type ResolvedJsonlConfig = Extract<ResolvedDataConfig, { reader: "jsonl" }>;
export type ResolvedParquetConfig = Extract<ResolvedDataConfig, { reader: "parquet" }>;
/** Tables, whose columns the config names. */
export type ResolvedRowConfig = ResolvedCsvConfig | ResolvedJsonlConfig | ResolvedParquetConfig;

/** Files for CSV and JSON lines: a list (split by `splitColumn`, or cut), or a list a split. */
export type RowFiles = CsvConfig["files"];

/** How splits that the files lack are cut from `train`. */
export type SplitsConfig = ResolvedDataConfig["splits"];

function splitNamedOnce(
  config: { files: unknown; splitColumn?: string | undefined },
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  if (config.splitColumn === undefined || Array.isArray(config.files)) return;
  const message = "the files are already given by split; give either splitColumn or files by split";
  context.addIssue({ code: "custom", path: ["splitColumn"], message });
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}
