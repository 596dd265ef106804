import type { Kysely } from "kysely";

/** An answer that was given: a row for each text of a request. Times are milliseconds since 1970. */
export interface RequestRow {
  /** Id of the API key, empty where none is asked for: ids of requests are a key's own. */
  key_id: string;
  request_id: string;
  /** Place of the text in its request, from 0. */
  position: number;
  at_ms: number;
  route: string;
  model_version: string;
  /** Null where the model abstained. */
  label: string | null;
  would_be: string;
  score: number;
  probability: number;
  /** 0 or 1 */
  abstained: number;
  characters: number;
  tokens: number;
  unknown_tokens: number;
  /** From the request's head to the answer's end, in milliseconds. */
  ms: number;
  /** The text and its earlier turns, oldest first, as JSON; null unless texts are stored. */
  turns: string | null;
}

/** The true label of an answer, as a client gave it. */
export interface FeedbackRow {
  key_id: string;
  request_id: string;
  position: number;
  label: string;
  at_ms: number;
}

/** A window of requests that is full, compared with the baseline. */
export interface WindowRow {
  id: string;
  at_ms: number;
  model_version: string;
  /** `DriftReport` as JSON. */
  report: string;
}

export interface Tables {
  requests: RequestRow;
  feedback: FeedbackRow;
  windows: WindowRow;
}

export type Database = Kysely<Tables>;
