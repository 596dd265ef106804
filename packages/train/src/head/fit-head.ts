import { IntentsmithError } from "@intentsmith/core";
import { labelWordsHead, VectorHead } from "@intentsmith/classifier";
import type { Engine } from "@intentsmith/graph";
import { accuracyOf, type FoldOptions } from "./cross-validate.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadConfig } from "./head-config.ts";
import { labelCountOf, type HeadData } from "./head-data.ts";
import { fitLogisticHead } from "./logistic.ts";
import { fitNearestExamples } from "./nearest-examples.ts";
import { fitPrototypes } from "./prototypes.ts";

/**
 * Fits a head on embeddings; what the config leaves `auto` is chosen by cross-validation within these rows.
 * @throws DATA_EMPTY without rows, MODEL_MALFORMED for embeddings that are not finite.
 */
export async function fitHead(
  config: HeadConfig,
  data: HeadData,
  options: FoldOptions & { engine: Engine },
): Promise<FittedHead> {
  checkRows(data);
  switch (config.type) {
    case "label-words": {
      const head = new VectorHead(labelWordsHead, data.words);
      const { texts, labels } = options.validation ?? data;
      const scores = head.scores(texts);
      const source = options.validation === undefined ? "cross-validation" : "validation";
      const accuracy = accuracyOf(scores, labels, labelCountOf(data));
      return { head, config, accuracy, heldOut: { scores, targets: labels, rows: labels.map((_, i) => i), source } };
    }
    case "prototypes":
      return await fitPrototypes(config, data, options);
    case "nearest-examples":
      return await fitNearestExamples(config, data, options);
    case "logistic":
      return await fitLogisticHead(config, data, options);
  }
}

function checkRows({ texts, words }: HeadData): void {
  if (texts.rowCount === 0) {
    throw new IntentsmithError("DATA_EMPTY", "no training text to fit a head on", {
      hint: "Only the head label-words needs none.",
    });
  }
  for (const [what, { data, width }] of [["text", texts] as const, ["label", words] as const]) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw new IntentsmithError(
        "MODEL_MALFORMED",
        `the embedding of ${what} ${Math.floor(at / width)} (counted from 0) is not finite`,
        {
          hint: "The base model's weights hold NaN or infinite values: choose another base.",
        },
      );
    }
  }
}
