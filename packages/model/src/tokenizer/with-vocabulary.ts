import { IntentsmithError } from "@intentsmith/core/web";
import { z } from "zod";
import type { TokenizerJson } from "./tokenizer-json.ts";

/**
 * The same tokenizer with only the tokens of `kept`, which get the ids 0, 1, … in that order. The caller sees to it
 * that no added token and no token of the template is lost.
 */
export function withVocabulary(json: TokenizerJson, kept: readonly string[]): TokenizerJson {
  const { model } = json;
  if (model.type !== "WordPiece") {
    throw new IntentsmithError(
      "MODEL_UNSUPPORTED",
      `the vocabulary of a ${model.type} tokenizer cannot be pruned, only a WordPiece one`,
      { hint: "Leave the vocabulary as it is." },
    );
  }
  const ids = new Map(kept.map((token, id) => [token, id]));
  const idOf = (token: string): number => {
    const id = ids.get(token);
    if (id === undefined) {
      throw new IntentsmithError("ARGUMENT_INVALID", `the pruned vocabulary would lose the special token ${token}`);
    }
    return id;
  };
  const vocab = Object.fromEntries(kept.filter((token) => Object.hasOwn(model.vocab, token)).map((t) => [t, idOf(t)]));
  return {
    ...json,
    added_tokens: json.added_tokens.map((token) => ({ ...token, id: idOf(token.content) })).sort((a, b) => a.id - b.id),
    post_processor: renumberPostProcessor(json.post_processor, idOf),
    model: { ...model, vocab },
  };
}

function renumberPostProcessor(
  processor: TokenizerJson["post_processor"],
  idOf: (token: string) => number,
): TokenizerJson["post_processor"] {
  if (processor === null) return null;
  if (processor.type === "BertProcessing" || processor.type === "RobertaProcessing") {
    const { sep, cls } = bertProcessing.parse(processor);
    return { ...processor, sep: [sep[0], idOf(sep[0])], cls: [cls[0], idOf(cls[0])] };
  }
  const { special_tokens: specials } = templateProcessing.parse(processor);
  const renumbered = Object.entries(specials).map(([name, special]) => [
    name,
    { ...special, ids: special.tokens.map((token) => idOf(token)) },
  ]);
  return { ...processor, special_tokens: Object.fromEntries(renumbered) };
}

const bertProcessing = z.looseObject({
  sep: z.tuple([z.string(), z.int()]),
  cls: z.tuple([z.string(), z.int()]),
});
const templateProcessing = z.looseObject({
  special_tokens: z.record(z.string(), z.looseObject({ tokens: z.array(z.string()) })),
});
