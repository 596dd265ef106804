import { defaultTemperature, labelWordsHead, type TrainedModelRecord } from "@intentsmith/classifier";
import type { SentenceModel } from "@intentsmith/model";
import type { DecisionRule } from "../graph/decision-graph.ts";
import type { PlannedFile } from "./plan-files.ts";

/** Scores are divided by it before the softmax. */
export const temperatureOf = ({ head, decision }: TrainedModelRecord): number =>
  decision?.temperature ?? defaultTemperature(head ?? labelWordsHead);

/** What a classifier's graph needs to know beside the head. */
export function decisionRule({ tokenizer }: SentenceModel, record: TrainedModelRecord): DecisionRule {
  const { clsTokenId, sepTokenId, unknownTokenId } = tokenizer;
  return {
    temperature: temperatureOf(record),
    decision: record.decision,
    labels: record.labels.map(({ name }) => name),
    tokens: { clsTokenId, sepTokenId, unknownTokenId },
  };
}

/** What an ONNX file says of itself to whoever has nothing but the file. */
export function onnxMetadata(
  model: SentenceModel,
  record: TrainedModelRecord,
  { kind, precision }: PlannedFile,
): Record<string, string> {
  return {
    labels: JSON.stringify(record.labels.map(({ name }) => name)),
    max_sequence_length: String(record.maxSequenceLength),
    pooling: model.pooling,
    normalized: String(model.normalize),
    base: record.base,
    data_hash: record.dataHash,
    ...(precision === "fp32" ? {} : { precision }),
    ...(kind === "classifier" ? classifierMetadata(model, record) : {}),
  };
}

/** How a batch is padded, and how scores become an answer. */
function classifierMetadata({ tokenizer }: SentenceModel, record: TrainedModelRecord): Record<string, string> {
  const { decision, context, head } = record;
  return {
    pad_token_id: String(tokenizer.padTokenId),
    head: (head ?? labelWordsHead).type,
    temperature: String(temperatureOf(record)),
    ...(decision === undefined
      ? {}
      : {
          decision: JSON.stringify({
            by: decision.by,
            threshold: decision.threshold,
            ...(decision.perLabel === undefined ? {} : { perLabel: decision.perLabel }),
            ...(decision.abstainLabel === undefined ? {} : { abstainLabel: decision.abstainLabel }),
          }),
        }),
    ...(context === undefined ? {} : { context: JSON.stringify(context) }),
  };
}
