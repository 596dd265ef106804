import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { IntentsmithError, messageOf } from "@intentsmith/core/web";
import { lastSafeCut, shortenMarkRuns } from "./long-text.ts";
import { tokenizerFiles } from "./tokenizer-files.ts";
import {
  bertNormalizer,
  parseTokenizerJson,
  stripsAccents,
  vocabularyById,
  withVocabulary,
  type BertNormalizer,
  type TokenizerJson,
} from "./tokenizer-json.ts";

/** What is used of the library, whose own type declarations do not resolve under `nodenext`. */
interface HuggingFaceEncoder {
  encode(text: string, options?: { add_special_tokens: boolean }): { ids: number[] };
  tokenize(text: string): string[];
  token_to_id(token: string): number | undefined;
}

/** One text, or the turns of a conversation, the one to classify first: they are joined by the separator's id. */
export type EncoderInput = string | readonly string[];

/** What the tokenizer makes of one input. */
export interface TokenizedInput {
  /** [S], [CLS] first and [SEP] last, cut at the longest sequence. */
  ids: Int32Array;
  /** Whether the input had more tokens than fit. */
  truncated: boolean;
  /** What stands between [CLS] and [SEP]: nothing, unknown tokens only, or at least one that the encoder knows. */
  content: "none" | "unknown" | "known";
  /** How many of `ids` are the unknown token. */
  unknownTokens: number;
}

/** The first prefix of a long text that is tried: this many characters a wanted token, and at least 2,000. */
const CHARACTERS_A_TOKEN = 16;
const SHORTEST_PREFIX = 2_000;

/**
 * BERT's WordPiece tokenizer, read from a model folder. Truncation and padding are ours: a stock `tokenizer.json`
 * asks for padding to 128 tokens, which is never wanted.
 */
export class Tokenizer {
  readonly #tokenizer: HuggingFaceEncoder;
  readonly #json: TokenizerJson;
  readonly #tokenizerConfig: Readonly<Record<string, unknown>>;
  readonly #normalizer: BertNormalizer | undefined;
  readonly #cutsEarly: boolean;
  /** Made when a turn holds the separator's text, which it reads as text. */
  #withoutSeparator: HuggingFaceEncoder | undefined;
  /** The tokens by id, [V]. */
  readonly vocabulary: readonly string[];
  readonly padTokenId: number;
  readonly unknownTokenId: number;
  readonly clsTokenId: number;
  readonly sepTokenId: number;

  /** @throws TOKENIZER_MALFORMED, MODEL_UNSUPPORTED (parts that are not BERT's); `where` names the file. */
  constructor(tokenizerJson: unknown, tokenizerConfig: Readonly<Record<string, unknown>>, where: string) {
    this.#json = parseTokenizerJson(tokenizerJson, where);
    this.#tokenizerConfig = tokenizerConfig;
    this.vocabulary = vocabularyById(this.#json, where);
    try {
      this.#tokenizer = new HuggingFaceTokenizer(this.#json, {});
    } catch (error) {
      throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: ${messageOf(error)}`, { cause: error });
    }
    const special = (role: string, fallback: string): number => {
      const token = tokenText(tokenizerConfig[role]) ?? fallback;
      const id = this.#tokenizer.token_to_id(token);
      if (id !== undefined) return id;
      throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: the ${role} ${token} is not in the vocabulary`);
    };
    this.padTokenId = special("pad_token", "[PAD]");
    this.unknownTokenId = special("unk_token", this.#json.model.unk_token);
    this.clsTokenId = special("cls_token", "[CLS]");
    this.sepTokenId = special("sep_token", "[SEP]");
    const frame = this.#tokenizer.encode("").ids;
    if (frame.length !== 2 || frame[0] !== this.clsTokenId || frame[1] !== this.sepTokenId) {
      const found = frame.map((id) => this.vocabulary[id]).join(" ");
      throw new IntentsmithError(
        "MODEL_UNSUPPORTED",
        `${where}: a text is framed as "${found}", [CLS] … [SEP] expected`,
      );
    }
    this.#normalizer = bertNormalizer(this.#json);
    // An added token that contains a cut would be torn apart by it.
    this.#cutsEarly =
      this.#normalizer !== undefined &&
      !this.#json.added_tokens.some(({ content }) => /[\s\u4e00-\u9fff]/.test(content));
  }

  /** V: the number of tokens, special ones included. */
  get vocabularySize(): number {
    return this.vocabulary.length;
  }

  /** Tokens that stand outside WordPiece: [PAD], [UNK], [CLS], [SEP], [MASK] and any that the model adds. */
  get specialTokens(): string[] {
    return this.#json.added_tokens.map(({ content }) => content);
  }

  /** The mark in front of a token that continues a word: `##`. */
  get continuationPrefix(): string {
    return this.#json.model.continuing_subword_prefix;
  }

  /** Whether text is lower-cased before it is split. */
  get lowercases(): boolean {
    return this.#normalizer?.lowercase === true;
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
   * Token ids with [CLS] first and [SEP] last, cut to `maxLength` ids. Long texts cost no more than their start. A text
   * that names a special token gets it, as in Python; a turn cannot bring the separator in.
   * @returns [S], 2 ≤ S ≤ maxLength
   */
  encode(input: EncoderInput, maxLength: number): Int32Array {
    return this.inspect(input, maxLength).ids;
  }

  /** The ids of `encode`, and what is known of them. */
  inspect(input: EncoderInput, maxLength: number): TokenizedInput {
    if (!Number.isInteger(maxLength) || maxLength < 2) {
      throw new IntentsmithError("ARGUMENT_INVALID", `maximum length: an integer of at least 2 expected: ${maxLength}`);
    }
    const count = maxLength - 1; // One more than fit shows whether the input is cut.
    const single = typeof input === "string";
    const pieces = single ? this.#firstPieces(input, count) : this.#firstOfTurns(input, count);
    const kept = pieces.slice(0, maxLength - 2);
    const ids = new Int32Array(kept.length + 2);
    ids[0] = this.clsTokenId;
    ids.set(kept, 1);
    ids[kept.length + 1] = this.sepTokenId;
    const said = single ? pieces : pieces.filter((id) => id !== this.sepTokenId);
    const isUnknown = (id: number): boolean => id === this.unknownTokenId;
    return {
      ids,
      truncated: pieces.length > kept.length,
      content: said.length === 0 ? "none" : said.every(isUnknown) ? "unknown" : "known",
      unknownTokens: kept.filter(isUnknown).length,
    };
  }

  /** The first `count` ids of the turns, with the separator between them. */
  #firstOfTurns(turns: readonly string[], count: number): number[] {
    let pieces: number[] = [];
    for (const [index, turn] of turns.entries()) {
      if (index > 0) pieces.push(this.sepTokenId);
      if (pieces.length >= count) break;
      pieces = pieces.concat(this.#firstOfTurn(turn, count - pieces.length));
    }
    return pieces.slice(0, count);
  }

  #firstOfTurn(turn: string, count: number): number[] {
    const pieces = this.#firstPieces(turn, count);
    if (!pieces.includes(this.sepTokenId)) return pieces;
    const separator = this.vocabulary[this.sepTokenId];
    const others = this.#json.added_tokens.filter(({ content }) => content !== separator);
    this.#withoutSeparator ??= new HuggingFaceTokenizer({ ...this.#json, added_tokens: others }, {});
    return this.#firstPieces(turn, count, this.#withoutSeparator);
  }

  /**
   * The first `count` ids of the text. A prefix that ends in a safe cut gives the first ids of the whole text, so
   * prefixes are tried, each eight times the one before, until one gives enough.
   */
  #firstPieces(text: string, count: number, tokenizer: HuggingFaceEncoder = this.#tokenizer): number[] {
    const chineseStandsAlone = this.#normalizer?.handle_chinese_chars === true;
    let length = Math.max(SHORTEST_PREFIX, count * CHARACTERS_A_TOKEN);
    while (this.#cutsEarly && length < text.length) {
      const ids = this.#encodeAll(text.slice(0, lastSafeCut(text, length, chineseStandsAlone)), tokenizer);
      if (ids.length >= count) return ids.slice(0, count);
      length *= 8;
    }
    return this.#encodeAll(text, tokenizer).slice(0, count);
  }

  #encodeAll(text: string, tokenizer: HuggingFaceEncoder): number[] {
    return tokenizer.encode(this.#shortened(text), { add_special_tokens: false }).ids;
  }

  #shortened(text: string): string {
    return stripsAccents(this.#normalizer) ? shortenMarkRuns(text, this.#json.model.max_input_chars_per_word) : text;
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
    const { padTokenId: pad, unknownTokenId: unk, clsTokenId: cls, sepTokenId: sep } = this;
    return tokenizerFiles(source, this.vocabulary, { pad, unk, cls, sep }, maxSequenceLength, tokenizerClass);
  }
}

/** A special token is written as text, or as an object with its flags. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "content" in value && typeof value.content === "string") {
    return value.content;
  }
  return undefined;
}
