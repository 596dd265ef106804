import { IntentsmithError, parseJson } from "@intentsmith/core";
import type { DataFile } from "./data-files.ts";
import { parseSplit, type Row } from "./row.ts";

/**
 * Wizard of Tasks (Choi et al., COLING 2022): an object keyed by conversation id, each
 * `{data_split, turns: [{text, intent, role, …}]}`. Worker ids and everything else are left behind.
 * @throws FILE_MALFORMED naming conversation and turn.
 */
export function readWizardOfTasks(file: DataFile, further: readonly string[] = []): Row[] {
  const conversations = parseJson(file.text, file.path, "the data");
  if (!isObject(conversations)) {
    throw broken(file.path, "an object keyed by conversation id", conversations);
  }
  return Object.entries(conversations).flatMap(([conversation, content]) =>
    readConversation(file, conversation, content, further),
  );
}

function readConversation(file: DataFile, conversation: string, content: unknown, further: readonly string[]): Row[] {
  const where = `${file.path}: conversation ${conversation}`;
  if (!isObject(content)) throw broken(where, "an object with data_split and turns", content);
  const { data_split: splitWord, turns } = content;
  if (splitWord !== undefined && typeof splitWord !== "string") throw broken(`${where}: data_split`, "text", splitWord);
  if (!Array.isArray(turns)) throw broken(`${where}: turns`, "a list", turns);
  const split = parseSplit(splitWord ?? "", where);
  return turns.map((turn: unknown, index): Row => {
    const at = `${where}, turn ${index + 1}`;
    if (!isObject(turn)) throw broken(at, "an object with text, intent and role", turn);
    const row: Row = {
      id: `${file.source}#${conversation}:${index + 1}`,
      where: at,
      text: textOrNull(turn["text"], `${at}: text`),
      label: textOrNull(turn["intent"], `${at}: intent`),
      split,
      source: file.source,
      conversation,
    };
    const role = textOrNull(turn["role"] ?? null, `${at}: role`);
    if (role !== null) row.role = role;
    if (further.length > 0) row.columns = Object.fromEntries(further.map((key) => [key, plainText(turn[key])]));
    return row;
  });
}

function textOrNull(value: unknown, where: string): string | null {
  if (typeof value === "string" || value === null) return value;
  throw broken(where, "text or null", value);
}

function plainText(value: unknown): string {
  return value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function broken(where: string, expected: string, received: unknown): IntentsmithError {
  const kind = received === undefined ? "nothing" : Array.isArray(received) ? "a list" : describe(received);
  return new IntentsmithError("FILE_MALFORMED", `${where}: expected ${expected}, received ${kind}`, {
    hint: "Is it a Wizard of Tasks file? `intentsmith data fetch wizard-of-tasks` gets the published ones.",
  });
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `the ${typeof value} ${String(value)}`;
}
