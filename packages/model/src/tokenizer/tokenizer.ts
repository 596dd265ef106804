import { IntentsmithError, messageOf } from "@intentsmith/core/web";
import { huggingFaceTokenizer, type HuggingFaceEncoder } from "./hugging-face.ts";
import { cutMarkRuns, lastBlankCut, lastSafeCut, shortenMarkRuns } from "./long-text.ts";
import { tokenRoles, tokenText, type TokenRoles } from "./roles.ts";
import { tokenizerFiles } from "./tokenizer-files.ts";
import type { EncoderInput, TokenizedInput } from "./tokenized-input.ts";
import {
  bertNormalizer,
  parseTokenizerJson,
  partsOf,
  stripsAccents,
  vocabularyById,
  type BertNormalizer,
  type TokenizerJson,
} from "./tokenizer-json.ts";
import { waysToCut } from "./ways-to-cut.ts";
import { withVocabulary } from "./with-vocabulary.ts";

/** Ours, in `tokenizer_config.json`. */
const promptKey = "intentsmith_prompt";

/** The first prefix of a long text that is tried: this many characters a wanted token, and at least 2,000. */
const CHARACTERS_A_TOKEN = 16;
const SHORTEST_PREFIX = 2_000;
/** How many times the wanted tokens are read of a word that has no end. */
const TOKENS_BEFORE_A_CUT = 4;

/**
 * The tokenizer of a model folder: WordPiece, Unigram or byte-pair encoding. Truncation and padding are ours: a stock `tokenizer.json`
 * asks for padding to 128 tokens, which is never wanted.
 */
export class Tokenizer {
  readonly #tokenizer: HuggingFaceEncoder;
  readonly #json: TokenizerJson;
  readonly #tokenizerConfig: Readonly<Record<string, unknown>>;
  readonly #normalizer: BertNormalizer | undefined;
  readonly #roles: TokenRoles;
  /** Where a text may be cut before it is tokenised: BERT's way, at blanks, or nowhere. */
  readonly #cuts: "bert" | "blank" | "nowhere";
  /** Made when a turn holds the separator's text, which it reads as text. */
  #withoutSeparator: HuggingFaceEncoder | undefined;
  /** The tokens by id, [V]. */
  readonly vocabulary: readonly string[];
  /** The separator's, if the model has no padding token: what stands in the padding is masked. */
  readonly padTokenId: number;
  /** −1 if every text can be encoded. */
  readonly unknownTokenId: number;
  readonly clsTokenId: number;
  readonly sepTokenId: number;

  /** @throws TOKENIZER_MALFORMED, MODEL_UNSUPPORTED (parts that are unknown); `where` names the file. */
  constructor(tokenizerJson: unknown, tokenizerConfig: Readonly<Record<string, unknown>>, where: string) {
    this.#json = parseTokenizerJson(tokenizerJson, where);
    this.#tokenizerConfig = tokenizerConfig;
    this.vocabulary = vocabularyById(this.#json, where);
    try {
      this.#tokenizer = huggingFaceTokenizer(this.#json);
    } catch (error) {
      throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: ${messageOf(error)}`, { cause: error });
    }
    const frame = this.#tokenizer.encode("").ids;
    this.#roles = tokenRoles(this.#json, tokenizerConfig, this.vocabulary, frame, where);
    this.clsTokenId = this.#roles.cls;
    this.sepTokenId = this.#roles.sep;
    this.padTokenId = this.#roles.pad ?? this.#roles.sep;
    this.unknownTokenId = this.#roles.unk ?? -1;
    this.#normalizer = bertNormalizer(this.#json);
    this.#cuts = waysToCut(this.#json, this.#normalizer !== undefined);
  }

  /** V: the number of tokens, special ones included. */
  get vocabularySize(): number {
    return this.vocabulary.length;
  }

  /** Tokens that stand outside the model: [PAD], [UNK], [CLS], [SEP], [MASK] and any that the model adds. */
  get specialTokens(): string[] {
    return this.#json.added_tokens.map(({ content }) => content);
  }

  /** The mark in front of a token that continues a word: `##`. Empty but for WordPiece. */
  get continuationPrefix(): string {
    const { model } = this.#json;
    return model.type === "WordPiece" ? model.continuing_subword_prefix : "";
  }

  /** Whether text is lower-cased before it is split. */
  get lowercases(): boolean {
    return (
      this.#normalizer?.lowercase === true || partsOf(this.#json.normalizer).some(({ type }) => type === "Lowercase")
    );
  }

  /** What `tokenizer_config.json` says of the longest sequence, if it says anything (it may be astronomic). */
  get modelMaxLength(): number | undefined {
    const length = this.#tokenizerConfig["model_max_length"];
    return typeof length === "number" ? length : undefined;
  }

  /** The text's word pieces, without special tokens, all of them. */
  tokenize(text: string): string[] {
    return this.#tokenizer.tokenize(this.#shortened(text));
  }

  /**
   * Token ids with [CLS] first and [SEP] last, at most `maxLength`: of turns the oldest are left out, a text is cut. Long texts cost no more than their start. A text
   * that names a special token gets it, as in Python; a turn cannot bring the separator in.
   * @returns [S], 2 ≤ S ≤ maxLength
   */
  encode(input: EncoderInput, maxLength: number): Int32Array {
    return this.inspect(input, maxLength).ids;
  }

  /** The ids of `encode`, and what is known of them: `content` and `unknownTokens` are those of the input without prompt. */
  inspect(input: EncoderInput, maxLength: number): TokenizedInput {
    if (!Number.isInteger(maxLength) || maxLength < 2) {
      throw new IntentsmithError("ARGUMENT_INVALID", `maximum length: an integer of at least 2 expected: ${maxLength}`);
    }
    const own = this.#inspect(input, maxLength);
    if (this.prompt === "") return own;
    const [first = "", ...others] = typeof input === "string" ? [input] : input;
    const prompted = this.prompt + first;
    const whole = this.#inspect(typeof input === "string" ? prompted : [prompted, ...others], maxLength);
    return { ...whole, content: own.content, unknownTokens: own.unknownTokens };
  }

  #inspect(input: EncoderInput, maxLength: number): TokenizedInput {
    const count = maxLength - 1; // One more than fit shows whether the input is cut.
    const isText = typeof input === "string";
    const said = isText ? this.#firstPieces(input, count) : this.#firstOfTurn(input[0] ?? "", count);
    const own = said.slice(0, maxLength - 2);
    const earlier = isText ? [] : this.#wholeTurns(input.slice(1), maxLength - 2 - own.length);
    const ids = Int32Array.from([this.clsTokenId, ...own, ...earlier.flat(), this.sepTokenId]);
    const isUnknown = (id: number): boolean => id === this.unknownTokenId;
    return {
      ids,
      truncated: said.length > own.length,
      turnsLeftOut: isText ? 0 : Math.max(0, input.length - 1 - earlier.length),
      content: said.length === 0 ? "none" : said.every(isUnknown) ? "unknown" : "known",
      unknownTokens: ids.filter(isUnknown).length,
    };
  }

  /** The ids of as many turns as fit into `room` whole, each after the separator. */
  #wholeTurns(turns: readonly string[], room: number): number[][] {
    const whole: number[][] = [];
    let left = room;
    for (const turn of turns) {
      if (left < 1) break;
      const pieces = this.#firstOfTurn(turn, left);
      if (pieces.length > left - 1) break;
      whole.push([this.sepTokenId, ...pieces]);
      left -= pieces.length + 1;
    }
    return whole;
  }

  #firstOfTurn(turn: string, count: number): number[] {
    const pieces = this.#firstPieces(turn, count);
    if (!pieces.includes(this.sepTokenId)) return pieces;
    const separator = this.vocabulary[this.sepTokenId];
    const others = this.#json.added_tokens.filter(({ content }) => content !== separator);
    this.#withoutSeparator ??= huggingFaceTokenizer({ ...this.#json, added_tokens: others });
    // A Unigram model may hold the separator as a piece of its own.
    return this.#firstPieces(turn, count, this.#withoutSeparator).filter((id) => id !== this.sepTokenId);
  }

  /**
   * The first `count` ids of the text. A prefix that ends in a safe cut gives the first ids of the whole text, so
   * prefixes are tried, each eight times the one before, until one gives enough.
   */
  #firstPieces(text: string, count: number, tokenizer: HuggingFaceEncoder = this.#tokenizer): number[] {
    let length = Math.max(SHORTEST_PREFIX, count * CHARACTERS_A_TOKEN);
    while (this.#cuts !== "nowhere" && length < text.length) {
      const cut = this.#lastCut(text, length);
      const ids = this.#encodeAll(text.slice(0, cut === 0 ? length : cut), tokenizer);
      // A word without an end is cut anywhere: far behind the tokens that are wanted, they do not depend on it.
      if (ids.length >= (cut === 0 ? TOKENS_BEFORE_A_CUT * count : count)) return ids.slice(0, count);
      length *= 8;
    }
    return this.#encodeAll(text, tokenizer).slice(0, count);
  }

  #lastCut(text: string, length: number): number {
    if (this.#cuts === "blank") return lastBlankCut(text, length);
    return lastSafeCut(text, length, this.#normalizer?.handle_chinese_chars === true);
  }

  #encodeAll(text: string, tokenizer: HuggingFaceEncoder): number[] {
    return tokenizer.encode(this.#shortened(text), { add_special_tokens: false }).ids;
  }

  #shortened(text: string): string {
    const { model } = this.#json;
    return stripsAccents(this.#normalizer) && model.type === "WordPiece"
      ? shortenMarkRuns(text, model.max_input_chars_per_word)
      : cutMarkRuns(text);
  }

  /** What is put before every input, "" for nothing. An exported folder keeps it in `tokenizer_config.json`. */
  get prompt(): string {
    return tokenText(this.#tokenizerConfig[promptKey]) ?? "";
  }

  /** The same tokenizer with another prompt. */
  withPrompt(prompt: string): Tokenizer {
    if (prompt === this.prompt) return this;
    const { [promptKey]: _, ...rest } = this.#tokenizerConfig;
    return new Tokenizer(this.#json, prompt === "" ? rest : { ...rest, [promptKey]: prompt }, "tokenizer");
  }

  /** The same tokenizer with only these tokens, numbered in this order. @throws ARGUMENT_INVALID if one is special. */
  withVocabulary(kept: readonly string[]): Tokenizer {
    return new Tokenizer(withVocabulary(this.#json, kept), this.#tokenizerConfig, "pruned tokenizer");
  }

  /**
   * The files that a model folder needs, name → content. They truncate at `maxSequenceLength` and pad to the longest
   * of a batch, as sentence-transformers writes them. `tokenizerClass`: what the model's family calls it in Python.
   */
  files(maxSequenceLength: number, tokenizerClass = "BertTokenizer"): Record<string, string> {
    const source = { json: this.#json, config: this.#tokenizerConfig, normalizer: this.#normalizer };
    return tokenizerFiles(source, this.vocabulary, this.#roles, maxSequenceLength, tokenizerClass);
  }
}
