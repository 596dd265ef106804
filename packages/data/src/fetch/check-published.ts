import { IntentsmithError, readJsonFile } from "@intentsmith/core";
import { dataConfigSchema, type ResolvedCsvConfig } from "../config/data-config.ts";
import { splitNames, type Split } from "../example/example.ts";
import { readCsv } from "../readers/csv.ts";
import { readDataFiles } from "../readers/data-files.ts";
import { readWizardOfTasks } from "../readers/wizard-of-tasks.ts";

/** Conversations a file must have, and turns with text that it had when this was written: only a warning. */
interface WizardFigures {
  conversations: number;
  turns: { split?: Split; from: number; to: number };
}

const wizardFiles: Record<string, WizardFigures> = {
  "wizard_of_tasks_cooking_v1.0.json": { conversations: 272, turns: { from: 7_785, to: 7_785 } },
  "wizard_of_tasks_diy_v1.0.json": { conversations: 277, turns: { split: "train", from: 8_450, to: 8_455 } },
};

const bankingRows: Record<string, number> = { "train.csv": 10_003, "test.csv": 3_080 };
const bankingLabels = 77;

/**
 * Checks a file of a published data set by its name: structure, conversations, splits, labels.
 * @param path the file, which may stand under a temporary name; messages use `name`.
 * @returns warnings (row counts that differ from the published ones). @throws DATA_CHECK_FAILED
 */
export function checkPublished(name: string, path: string): string[] {
  const figures = wizardFiles[name];
  const rows = bankingRows[name];
  try {
    if (figures !== undefined) return checkWizard(name, path, figures);
    if (rows !== undefined) return checkBanking(name, path, rows);
    checkCategories(name, path);
    return [];
  } catch (error) {
    if (!(error instanceof IntentsmithError) || error.code === "DATA_CHECK_FAILED") throw error;
    throw failed(error.message.replaceAll(path, name), error);
  }
}

function checkWizard(name: string, path: string, figures: WizardFigures): string[] {
  const wizard = dataConfigSchema.parse({ reader: "wizard-of-tasks", files: [path] });
  const rows = readDataFiles(wizard).flatMap((file) => readWizardOfTasks(file));
  const conversations = Object.keys(readJsonFile(path, "the data") as object).length;
  expectCount(name, "conversations", conversations, figures.conversations);
  const unsplit = rows.find((row) => row.split === undefined);
  if (unsplit !== undefined) throw failed(`${unsplit.where.replace(path, name)}: expected a split, received none`);
  for (const split of splitNames) {
    if (!rows.some((row) => row.split === split)) throw failed(`${name}: expected a ${split} split, received none`);
  }
  const { split, from, to } = figures.turns;
  const turns = rows.filter((row) => row.text !== null && (split === undefined || row.split === split)).length;
  if (turns >= from && turns <= to) return [];
  const expected = from === to ? String(from) : `${from} to ${to}`;
  return [`${name}: ${turns} ${split ?? ""} turns with text, where ${expected} were expected`.replace("  ", " ")];
}

function checkBanking(name: string, path: string, expected: number): string[] {
  const banking = dataConfigSchema.parse({ reader: "csv", files: [path], labelColumn: "category" });
  const rows = readDataFiles(banking).flatMap((file) => readCsv(file, banking as ResolvedCsvConfig));
  expectCount(name, "labels", new Set(rows.map((row) => row.label)).size, bankingLabels);
  return rows.length === expected ? [] : [`${name}: ${rows.length} rows, where ${expected} were expected`];
}

function checkCategories(name: string, path: string): void {
  const categories = readJsonFile(path, "the list of labels");
  if (!Array.isArray(categories) || !categories.every((label) => typeof label === "string")) {
    throw failed(`${name}: expected a list of labels, received something else`);
  }
  expectCount(name, "labels", categories.length, bankingLabels);
}

function expectCount(name: string, what: string, received: number, expected: number): void {
  if (received !== expected) throw failed(`${name}: expected ${expected} ${what}, received ${received}`);
}

function failed(message: string, cause?: unknown): IntentsmithError {
  return new IntentsmithError("DATA_CHECK_FAILED", message, {
    hint: "This is not the published file (a login page, a cut copy?): remove it if it is there, and fetch it again.",
    cause,
  });
}
