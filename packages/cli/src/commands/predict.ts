import { IntentsmithError, printable, turnsInView } from "@intentsmith/core";
import { IntentClassifier, precisions, type Classification, type Precision } from "@intentsmith/classifier";
import { defineCommand, type Command, type Context } from "../arguments/command.ts";
import {
  conversationOptions,
  modelOrBaseOptions,
  requireWhole,
  threadsOf,
  threadsOption,
} from "../arguments/shared-options.ts";
import { withModel } from "../input/model-or-base.ts";
import { interruptible } from "../process/interruption.ts";
import { textLines } from "../input/text-lines.ts";
import { predictFile, readFileToPredict, type FileToPredict } from "../predictions/predict-file.ts";
import { predictionJson } from "../predictions/prediction-columns.ts";
import { UnreadTexts } from "../summary/unread-texts.ts";

export const predictCommand: Command = defineCommand({
  usage: "predict [texts..]",
  describe: "Label texts: from the command line, lines on stdin, or a file with one a row",
  positionals: { texts: { type: "string", array: true, default: [] as string[], describe: "texts to label" } },
  options: {
    ...modelOrBaseOptions,
    data: { type: "string", describe: "a .csv, .tsv or .jsonl file; needs --out" },
    out: {
      type: "string",
      describe:
        "file to write, in the format of its ending: .csv and .tsv have the file's columns, then predicted_label, predicted_score, predicted_probability and abstained; .jsonl has them under input",
    },
    "text-column": { type: "string", default: "text", describe: "column of --data with the text" },
    ...conversationOptions,
    overwrite: { type: "boolean", default: false, describe: "replace --out if it exists" },
    "safe-csv": {
      type: "boolean",
      default: false,
      describe: "for spreadsheets: write cells that begin as formulas do (= + - @) as text, an apostrophe before them",
    },
    top: { type: "number", default: 1, describe: "how many labels to give, best first" },
    json: { type: "boolean", default: false, describe: "print one JSON object a text" },
    precision: { choices: precisions, describe: "which file of an exported folder to run, if it has several" },
    "no-verify": {
      type: "boolean",
      default: false,
      describe: "start sooner: compare an exported folder's files with their sizes, not with their hashes",
    },
    threads: threadsOption,
  },
  examples: [
    ['predict --model runs/quickstart/model "what do i do next?"', "label, score and text, tab between them"],
    ["predict --model deploy --top 3 --json < texts.txt", "a line on stdin, a line of JSON out"],
    ["predict --model deploy --data in.csv --out out.csv", "a whole file"],
    ['predict --base minilm-l3-mini --labels labels.txt "where is my parcel?"', "nothing trained: the nearest label"],
    ["predict --model deploy --data in.csv --out out.jsonl --overwrite", "the same as JSON lines, over an earlier one"],
    [
      "predict --model deploy --data chats.csv --conversation-column chat --out out.csv",
      "each text with what was said before it",
    ],
  ],
  async run(values, context) {
    const texts = (values.texts as string[]).map(String);
    const top = requireWhole(values.top, "top", 1);
    const file = await fileOf(values, texts);
    const precision = values.precision as Precision | undefined;
    const classifier = await withModel(values, context, (folder) =>
      IntentClassifier.load(folder, {
        ...threadsOf(values.threads),
        ...(precision === undefined ? {} : { precision }),
        verify: !values["no-verify"],
      }),
    );
    const unread = new UnreadTexts();
    try {
      if (file !== undefined) {
        const { logger } = context;
        const onPredictions = unread.add.bind(unread);
        const work = (signal: AbortSignal): Promise<void> =>
          predictFile(file, classifier, { top, logger, signal, onPredictions });
        return await interruptible(logger, work, "leaving --out unwritten");
      }
      warnAboutContext(classifier, context);
      for await (const lines of texts.length > 0 ? [texts] : stdinLines(context)) {
        const predictions = await classifier.classify(lines, { top });
        unread.add(predictions);
        for (const prediction of predictions) context.print(values.json ? toJson(prediction) : toLine(prediction));
      }
    } finally {
      unread.tell(context.logger);
      await classifier.release();
    }
  },
});

interface FileValues {
  data: string | undefined;
  out: string | undefined;
  "text-column": string;
  "conversation-column": string | undefined;
  "role-column": string | undefined;
  overwrite: boolean;
  "safe-csv": boolean;
  json: boolean;
}

/** The file that --data names; undefined if texts come otherwise. @throws ARGUMENT_INVALID for what does not fit. */
async function fileOf(values: FileValues, texts: readonly string[]): Promise<FileToPredict | undefined> {
  const { data, out, overwrite, json } = values;
  const safe = values["safe-csv"];
  if (data !== undefined && out !== undefined && texts.length === 0) {
    return await readFileToPredict({
      data,
      out,
      overwrite,
      safe,
      topInOneCell: json,
      textColumn: values["text-column"],
      conversationColumn: values["conversation-column"],
      roleColumn: values["role-column"],
    });
  }
  if ((data === undefined) !== (out === undefined)) {
    throw new IntentsmithError("ARGUMENT_INVALID", "--data and --out go together", {
      hint: "For example: --data in.csv --out out.csv",
    });
  }
  if (data !== undefined) throw new IntentsmithError("ARGUMENT_INVALID", "texts and --data: give one of them");
  if (!overwrite && !safe) return undefined;
  throw new IntentsmithError("ARGUMENT_INVALID", `--${overwrite ? "overwrite" : "safe-csv"} goes with --out`, {
    hint: "For example: --data in.csv --out out.csv",
  });
}

function stdinLines({ stdin, logger }: Context): AsyncIterable<string[]> {
  if (stdin.isTTY) logger.info("type a text and press enter; Ctrl-D ends");
  return textLines(stdin);
}

function warnAboutContext({ record }: IntentClassifier, { logger }: Context): void {
  if (turnsInView(record.context) === 0) return;
  logger.warn("this model was trained with earlier turns of the conversation, which single texts do not have");
}

/** Where the model abstains, `(none)` stands for the answer; the labels of `--top` follow as usual. */
function toLine({ text, label, abstained, score, top }: Classification): string {
  const best = abstained && label === null ? "(none)" : printable(label ?? "");
  const rest = top.slice(1).flatMap((other) => [printable(other.label), other.score.toFixed(4)]);
  const scored = [best, score.toFixed(4), ...rest];
  return [...scored, printable(text)].join("\t");
}

function toJson(prediction: Classification): string {
  return JSON.stringify({ text: prediction.text, ...predictionJson(prediction) });
}
