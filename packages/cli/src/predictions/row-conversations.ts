import { IntentsmithError, turnsInView, type Spoken, type Turn } from "@intentsmith/core";
import type { IntentClassifier } from "@intentsmith/classifier";
import { OpenConversations } from "@intentsmith/data";
import { usualColumn } from "../input/found-columns.ts";
import { isRecord } from "../input/data-root.ts";
import { columnIndex, type RowFile } from "../input/row-table.ts";

/** Conversations whose newest turns are held at a time. */
const mostOpen = 100_000;

/** Which columns say who speaks, and which rows belong together; by default those that are called so. */
export interface ConversationColumns {
  conversationColumn?: string | undefined;
  roleColumn?: string | undefined;
}

/**
 * Makes what a model reads of the rows of a file, in their order: the text, and for a model that was trained with context
 * who says it and what was said before. That is the row's own `context` (JSON lines: a list of {text, role}), or else the
 * earlier rows of its conversation.
 */
export class RowConversations {
  readonly #file: RowFile;
  readonly #text: number;
  readonly #role: number | undefined;
  readonly #conversation: number | undefined;
  readonly #context: number | undefined;
  readonly #open: OpenConversations | undefined;

  /** @throws DATA_COLUMN_MISSING, FILE_MALFORMED for a column that was named. */
  constructor(
    file: RowFile,
    { record }: Pick<IntentClassifier, "record">,
    { textColumn, conversationColumn, roleColumn }: ConversationColumns & { textColumn: string },
  ) {
    const turns = turnsInView(record.context);
    const find = (key: "conversationColumn" | "roleColumn", named: string | undefined, flag: string) => {
      const column = named ?? (record.context === undefined ? undefined : usualColumn(key, file.columns));
      return column === undefined ? undefined : columnIndex(file, column, flag);
    };
    this.#file = file;
    this.#text = columnIndex(file, textColumn, "text-column");
    this.#conversation = find("conversationColumn", conversationColumn, "conversation-column");
    this.#role = find("roleColumn", roleColumn, "role-column");
    const context = file.columns.indexOf("context");
    this.#context = turns === 0 || file.delimiter !== undefined || context < 0 ? undefined : context;
    this.#open = turns === 0 ? undefined : new OpenConversations(turns, mostOpen);
  }

  /** Whether rows come with what was said before them. */
  get hasContext(): boolean {
    return this.#conversation !== undefined || this.#context !== undefined;
  }

  /** Conversations that were forgotten as too many were open: a later row of theirs begins them anew. */
  get forgotten(): number {
    return this.#open?.forgotten ?? 0;
  }

  /** number: of the row, from 1. @throws FILE_MALFORMED for a `context` that is none. */
  spoken(row: readonly unknown[], number: number): Spoken {
    const text = textOf(row[this.#text]);
    const role = this.#role === undefined ? "" : textOf(row[this.#role]);
    const given = this.#context === undefined ? undefined : (row[this.#context] ?? undefined);
    const conversation = this.#conversation === undefined ? "" : textOf(row[this.#conversation]);
    // A row without text was none in training, either
    const earlier =
      this.#open === undefined || conversation === "" || text.trim() === ""
        ? []
        : this.#open.say(conversation, { role, text });
    const context = given === undefined ? earlier : this.#turns(given, number);
    return { text, role, context };
  }

  #turns(given: unknown, number: number): Turn[] {
    const isTurn = (turn: unknown): turn is Turn =>
      isRecord(turn) && typeof turn["text"] === "string" && ["string", "undefined"].includes(typeof turn["role"]);
    if (Array.isArray(given) && given.every(isTurn)) return given.map(({ text, role }) => ({ text, role }));
    throw new IntentsmithError(
      "FILE_MALFORMED",
      `${this.#file.path}: row ${number}: context: expected a list of {"text": "…", "role": "…"}, newest last`,
      { hint: "Leave it out where nothing was said before." },
    );
  }
}

/** Ids and roles may be numbers in JSON lines. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}
