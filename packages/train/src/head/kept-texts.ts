import { ReferenceTexts } from "@intentsmith/classifier";
import type { HeldOutScores } from "./cross-validate.ts";
import { takeRows, type HeadData } from "./head-data.ts";

/** Most training texts that a decision by distance keeps: an answer compares with all of them. */
const mostKept = 4000;

/** Which of so many training texts are kept: of very many every second, third, … */
export function keptRows(count: number): number[] {
  const step = Math.ceil(count / mostKept);
  return Array.from({ length: count === 0 ? 0 : Math.ceil(count / step) }, (_, i) => i * step);
}

/** The embeddings of training texts that a decision by distance compares with. */
export function keepTexts({ texts, words }: HeadData): ReferenceTexts {
  const rows = keptRows(texts.rowCount);
  const { width: H } = words;
  const { data } = takeRows(texts, rows);
  const embeddings = new Float32Array(rows.length * H);
  for (let k = 0; k < rows.length; k++) embeddings.set(data.subarray(k * texts.width, k * texts.width + H), k * H);
  return new ReferenceTexts({ data: embeddings, rowCount: rows.length, width: H });
}

/** How near each held-out training text lies to the others, those of its own conversation left out. [N] */
export function nearnessToOthers(data: HeadData, { rows }: Pick<HeldOutScores, "rows">): Float64Array {
  const { groups } = data;
  const kept = keptRows(data.texts.rowCount);
  return keepTexts(data).nearness(takeRows(data.texts, rows), (b, k) => {
    const [own, other] = [rows[b] as number, kept[k] as number];
    return own !== other && (groups === undefined || groups[own] !== groups[other]);
  });
}
