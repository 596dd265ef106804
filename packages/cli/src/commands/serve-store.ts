import { dataFiles, readLabelledTexts, RequestStore, storeAddressOf, type LabelledText } from "@intentsmith/serve";
import { IntentsmithError, refuseExisting, writeFileAtomic } from "@intentsmith/core";
import { stringify } from "csv-stringify/sync";
import { defineCommand, type Command } from "../arguments/command.ts";

const storeOptions = {
  "data-dir": { type: "string", default: "intentsmith-serve", describe: "the service's --data-dir" },
  store: { type: "string", default: "sqlite", describe: "as the service's: sqlite, or postgres://…" },
} as const;

/** @throws ARGUMENT_INVALID where nothing is stored. */
function addressOf(values: { "data-dir": string; store: string }): string {
  const store = { address: values.store, text: "off" as const, retentionDays: 30 };
  const address = storeAddressOf({ dataDir: values["data-dir"], store });
  if (address !== undefined) return address;
  throw new IntentsmithError("ARGUMENT_INVALID", "--store none: nothing is stored there");
}

export const exportFeedbackCommand: Command = defineCommand({
  usage: "export-feedback",
  describe: "Write the texts that have a true label by POST /v1/feedback as a file that train reads",
  options: {
    ...storeOptions,
    out: { type: "string", demandOption: true, describe: "file to write, .csv or .jsonl (with earlier turns)" },
    since: { type: "string", describe: "only answers from this day on: 2026-11-01" },
  },
  examples: [["serve export-feedback --out feedback.csv", `from ${dataFiles.requests} in intentsmith-serve`]],
  async run(values, { print, logger }) {
    const { out } = values;
    if (!/\.(csv|jsonl)$/.test(out)) {
      throw new IntentsmithError("ARGUMENT_INVALID", `--out ${out}: a name that ends in .csv or .jsonl expected`);
    }
    refuseExisting(out);
    const { rows, withoutText } = await readLabelledTexts(addressOf(values), dayOf(values.since));
    if (withoutText > 0) {
      logger.warn(
        `${withoutText} labelled answers have no stored text and are left out: the service ran with store.text off`,
      );
    }
    const turns = rows.filter(({ context }) => context.length > 0).length;
    if (turns > 0 && out.endsWith(".csv")) logger.warn(`${turns} have earlier turns, which .jsonl would keep`);
    writeFileAtomic(out, out.endsWith(".csv") ? csvOf(rows) : linesOf(rows));
    print(`${out}: ${rows.length} labelled texts`);
  },
});

export const deleteRequestCommand: Command = defineCommand({
  usage: "delete-request <id>",
  describe: "Delete what is stored of a request: texts, answers, feedback",
  positionals: { id: { type: "string", demandOption: true, describe: "its request id, whosever it is" } },
  options: storeOptions,
  examples: [["serve delete-request 0193b1f0-…", ""]],
  async run(values, { print, logger }) {
    const store = await RequestStore.open({ address: addressOf(values), retentionDays: 3650, logger });
    try {
      print(`${await store.delete(String(values.id))} rows deleted`);
    } finally {
      await store.close();
    }
  },
});

/** @throws ARGUMENT_INVALID for what is no day. */
function dayOf(since: string | undefined): Date | undefined {
  if (since === undefined) return undefined;
  const date = new Date(since);
  if (!Number.isNaN(date.getTime())) return date;
  throw new IntentsmithError("ARGUMENT_INVALID", `--since ${since}: a day such as 2026-11-01 expected`);
}

function csvOf(rows: readonly LabelledText[]): string {
  const header = ["text", "label", "predicted_label", "predicted_probability", "model_version", "at", "request_id"];
  const cells = rows.map((row) => [
    row.text,
    row.label,
    row.predictedLabel,
    row.probability.toFixed(4),
    row.modelVersion,
    row.at,
    row.requestId,
  ]);
  return stringify([header, ...cells]);
}

function linesOf(rows: readonly LabelledText[]): string {
  return rows
    .map(({ context, ...row }) => ({
      ...row,
      ...(context.length === 0 ? {} : { context: context.map((text) => ({ text })) }),
    }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");
}
