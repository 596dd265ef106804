import { IntentsmithError, printable, refuseExisting, writeFileAtomic } from "@intentsmith/core";
import { IntentClassifier, type Classification } from "@intentsmith/classifier";
import { defineCommand, type Command, type Context } from "../arguments/command.ts";
import { modelOption, requireWhole, threadsOf, threadsOption } from "../arguments/shared-options.ts";
import { columnIndex, formatCsv, readCsvTable } from "../input/csv-table.ts";
import { textLines } from "../input/text-lines.ts";

export const predictCommand: Command = defineCommand({
  usage: "predict [texts..]",
  describe: "Label texts: from the command line, lines on stdin, or a column of a CSV file",
  positionals: { texts: { type: "string", array: true, default: [] as string[], describe: "texts to label" } },
  options: {
    model: modelOption,
    data: { type: "string", describe: "CSV file with a header; needs --out" },
    out: { type: "string", describe: "CSV file to write: the same columns, then predicted_label and predicted_score" },
    "text-column": { type: "string", default: "text", describe: "column of --data with the text" },
    top: { type: "number", default: 1, describe: "how many labels to give, best first" },
    json: { type: "boolean", default: false, describe: "print one JSON object a text" },
    threads: threadsOption,
  },
  examples: [
    ['predict --model runs/quickstart/model "what do i do next?"', "label, score and text, tab between them"],
    ["predict --model deploy --top 3 --json < texts.txt", "a line on stdin, a line of JSON out"],
    ["predict --model deploy --data in.csv --out out.csv", "a whole file"],
  ],
  async run(values, context) {
    const { model, data, out, json } = values;
    const texts = (values.texts as string[]).map(String);
    const top = requireWhole(values.top, "top", 1);
    if ((data === undefined) !== (out === undefined)) {
      throw new IntentsmithError("ARGUMENT_INVALID", "--data and --out go together", {
        hint: "For example: --data in.csv --out out.csv",
      });
    }
    if (data !== undefined && texts.length > 0) {
      throw new IntentsmithError("ARGUMENT_INVALID", "texts and --data: give one of them");
    }
    if (out !== undefined) refuseExisting(out);
    const table = data === undefined ? undefined : readCsvTable(data);
    const column = table === undefined ? 0 : columnIndex(table, values["text-column"], data as string);
    const classifier = await IntentClassifier.load(model, threadsOf(values.threads));
    try {
      warnAboutContext(classifier, context);
      if (table !== undefined && out !== undefined) {
        const predictions = await classifyAll(
          classifier,
          table.rows.map((row) => row[column] ?? ""),
          top,
          context,
        );
        const rows = table.rows.map((row, i) => [...row, ...cells(predictions[i] as Classification, json)]);
        writeFileAtomic(out, formatCsv({ header: [...table.header, ...columnNames(top, json, table.header)], rows }));
        context.logger.info(`${out}: ${rows.length} rows`);
        return;
      }
      for await (const lines of texts.length > 0 ? [texts] : stdinLines(context)) {
        for (const prediction of await classifier.classify(lines, { top })) {
          context.print(json ? toJson(prediction) : toLine(prediction));
        }
      }
    } finally {
      await classifier.release();
    }
  },
});

function stdinLines({ stdin, logger }: Context): AsyncIterable<string[]> {
  if (stdin.isTTY) logger.info("type a text and press enter; Ctrl-D ends");
  return textLines(stdin);
}

async function classifyAll(
  classifier: IntentClassifier,
  texts: readonly string[],
  top: number,
  { logger }: Context,
): Promise<Classification[]> {
  const results: Classification[] = [];
  const atATime = 512;
  for (let start = 0; start < texts.length; start += atATime) {
    results.push(...(await classifier.classify(texts.slice(start, start + atATime), { top })));
    logger.progress(`${results.length} of ${texts.length} texts`);
  }
  return results;
}

function warnAboutContext({ record }: IntentClassifier, { logger }: Context): void {
  if ((record.context?.turns ?? 0) === 0) return;
  logger.warn("this model was trained with earlier turns of the conversation, which single texts do not have");
}

/** Where the model abstains, `(none)` stands for the answer; the labels of `--top` follow as usual. */
function toLine({ text, label, abstained, score, top }: Classification): string {
  const best = abstained && label === null ? "(none)" : printable(label ?? "");
  const rest = top.slice(1).flatMap((other) => [printable(other.label), other.score.toFixed(4)]);
  const scored = [best, score.toFixed(4), ...rest];
  return [...scored, printable(text)].join("\t");
}

function toJson(classification: Classification): string {
  return JSON.stringify(classification);
}

/** In a file, `--json` asks for all labels in one cell. */
function cells({ label, score, probability, abstained, top }: Classification, json: boolean): string[] {
  const answer = [label ?? "", score.toFixed(6), probability.toFixed(6), String(abstained)];
  if (json) return [...answer, JSON.stringify(top)];
  return [...answer, ...top.slice(1).flatMap((entry) => [entry.label, entry.score.toFixed(6)])];
}

/** Under names that the input does not have, so that a column of true labels stays the only one of its name. */
function columnNames(top: number, json: boolean, header: readonly string[]): string[] {
  const rest = json
    ? ["predicted_top"]
    : Array.from({ length: top - 1 }, (_, i) => [`predicted_label_${i + 2}`, `predicted_score_${i + 2}`]).flat();
  return ["predicted_label", "predicted_score", "predicted_probability", "abstained", ...rest].map((name) =>
    freeName(name, header),
  );
}

function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeName(`${name}_new`, taken) : name;
}
