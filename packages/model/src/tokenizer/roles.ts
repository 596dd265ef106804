import { IntentsmithError } from "@intentsmith/core/web";
import type { TokenizerJson } from "./tokenizer-json.ts";

/** Token ids by role. What a model does not have is undefined. */
export interface TokenRoles {
  pad: number | undefined;
  unk: number | undefined;
  /** The token before a text, whatever it is called: [CLS], <s>, … */
  cls: number;
  /** The token behind a text: [SEP], </s>, … */
  sep: number;
}

/**
 * The special tokens: the frame is what the post-processor puts around a text; padding and unknown token are named in
 * `tokenizer_config.json` or, failing that, in `tokenizer.json`. `frame`: the ids of an empty text.
 * @throws TOKENIZER_MALFORMED for a token that is not in the vocabulary; MODEL_UNSUPPORTED for another frame.
 */
export function tokenRoles(
  json: TokenizerJson,
  config: Readonly<Record<string, unknown>>,
  vocabulary: readonly string[],
  frame: readonly number[],
  where: string,
): TokenRoles {
  const idOf = (role: string, token: string | undefined): number | undefined => {
    if (token === undefined) return undefined;
    const id = vocabulary.lastIndexOf(token);
    if (id !== -1) return id;
    throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: the ${role} ${token} is not in the vocabulary`);
  };
  const { model } = json;
  const unknown = model.type === "Unigram" ? vocabulary[model.unk_id ?? -1] : (model.unk_token ?? undefined);
  const padding = (json["padding"] as { pad_token?: unknown } | null | undefined)?.pad_token;
  const usual = vocabulary.includes("[PAD]") ? "[PAD]" : undefined;
  const roles = {
    pad: idOf("pad_token", tokenText(config["pad_token"]) ?? tokenText(padding) ?? usual),
    unk: idOf("unk_token", tokenText(config["unk_token"]) ?? unknown),
  };
  for (const role of ["cls_token", "sep_token"]) idOf(role, tokenText(config[role]));
  const [cls, sep, ...more] = frame;
  if (cls !== undefined && sep !== undefined && more.length === 0) return { ...roles, cls, sep };
  const found = frame.map((id) => vocabulary[id]).join(" ");
  throw new IntentsmithError(
    "MODEL_UNSUPPORTED",
    `${where}: post_processor: a text is framed as "${found}", one token before and one behind it expected`,
    { hint: "Use an encoder that marks start and end of a text, as BERT ([CLS], [SEP]) and RoBERTa (<s>, </s>) do." },
  );
}

/** A special token is written as text, or as an object with its flags. */
export function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "content" in value && typeof value.content === "string") {
    return value.content;
  }
  return undefined;
}
