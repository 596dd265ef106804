import { IntentsmithError } from "@intentsmith/core";
import type { Architecture } from "../architecture.ts";
import { bert } from "../bert/bert.ts";
import { requireObject } from "../config-json.ts";
import { distilbert } from "../distilbert/distilbert.ts";
import { mpnet } from "../mpnet/mpnet.ts";
import { camembert, roberta, xlmRoberta } from "../roberta/roberta.ts";
import { familyNames, type EncoderConfig, type FamilyName } from "../encoder-config.ts";

const families: Record<FamilyName, Architecture> = {
  bert,
  distilbert,
  roberta,
  "xlm-roberta": xlmRoberta,
  camembert,
  mpnet,
};

/** The family that a config belongs to. */
export const architectureOf = ({ family }: Pick<EncoderConfig, "family">): Architecture => families[family];

/**
 * Reads the `config.json` of any family. `where` names the file in errors.
 * @throws MODEL_UNSUPPORTED naming the families that work; MODEL_MALFORMED.
 */
export function parseEncoderConfig(json: unknown, where: string): EncoderConfig {
  const { model_type: type } = requireObject(json, where);
  const family = familyNames.find((name) => name === type);
  if (family !== undefined) return families[family].parseConfig(json, where);
  throw new IntentsmithError(
    "MODEL_UNSUPPORTED",
    `${where}: model_type: one of ${familyNames.join(", ")} expected, found ${JSON.stringify(type)}`,
    { hint: "Use an encoder of one of these families, such as all-MiniLM-L6-v2 (bert) or all-mpnet-base-v2 (mpnet)." },
  );
}
