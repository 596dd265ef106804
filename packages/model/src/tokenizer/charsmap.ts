/**
 * The normaliser of sentencepiece models ("Precompiled"): a trie of replacements, as their `tokenizer.json` carries it.
 * The library that runs tokenizers approximates it by NFKC, which keeps what the rules of XLM-R drop and the other way round.
 * As Python's `tokenizers` applies it (crate spm_precompiled 0.1.4): a grapheme of fewer than 6 bytes is replaced as a
 * whole by its first match, others character by character.
 */
export class Charsmap {
  /** A double-array trie (Darts) over bytes. */
  readonly #units: Uint32Array;
  /** Replacements, each ended by a zero byte. */
  readonly #replacements: Uint8Array;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  readonly #segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
  /** What has been looked up: a grapheme → what becomes of it. */
  readonly #known = new Map<string, string>();

  /** `base64`: the size of the trie in bytes (uint32), the trie, the replacements. Undefined for what is none. */
  static parse(base64: unknown): Charsmap | undefined {
    if (typeof base64 !== "string" || base64 === "") return undefined;
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const trieBytes = bytes.length < 4 ? Infinity : view.getUint32(0, true);
    if (trieBytes % 4 !== 0 || trieBytes > bytes.length - 4) return undefined;
    const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    return new Charsmap(units, bytes.subarray(4 + trieBytes));
  }

  private constructor(units: Uint32Array, replacements: Uint8Array) {
    this.#units = units;
    this.#replacements = replacements;
  }

  normalize(text: string): string {
    let normalized = "";
    for (const chunk of chunksOf(text)) {
      for (const { segment } of this.#segmenter.segment(chunk)) normalized += this.#grapheme(segment);
    }
    return normalized;
  }

  #grapheme(grapheme: string): string {
    const known = this.#known.get(grapheme);
    if (known !== undefined) return known;
    const whole = this.#encoder.encode(grapheme).length < 6 ? this.#replacement(grapheme) : undefined;
    const normalized = whole ?? Array.from(grapheme, (character) => this.#replacement(character) ?? character).join("");
    if (this.#known.size < 100_000) this.#known.set(grapheme, normalized);
    return normalized;
  }

  #replacement(part: string): string | undefined {
    const found = this.#firstMatch(this.#encoder.encode(part));
    if (found === undefined) return undefined;
    const end = this.#replacements.indexOf(0, found);
    return this.#decoder.decode(this.#replacements.subarray(found, end === -1 ? undefined : end));
  }

  /** Where the replacement of the shortest prefix in the trie starts. */
  #firstMatch(key: Uint8Array): number | undefined {
    let at = offset(this.#units[0] ?? 0);
    for (const byte of key) {
      at ^= byte;
      const unit = this.#units[at] ?? 0;
      if (byte === 0 || (unit & 0x8000_00ff) !== byte) return undefined;
      at ^= offset(unit);
      if (((unit >>> 8) & 1) === 1) return (this.#units[at] ?? 0) & 0x7fff_ffff;
    }
    return undefined;
  }
}

const offset = (unit: number): number => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);

/** A grapheme starts before these, unless a prefix or half of a pair stands there: ASCII, blanks, Thai letters, kana, Han. */
const startsGrapheme = /[\x20-\x7e\xa0\u2000-\u200a\u3000\u0e01-\u0e2e\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]/;
const prefix = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\ud800-\udbff]/;
const [CHUNK, LONGEST_CHUNK] = [64, 512];

/** Pieces that end between graphemes: Node's segmenter takes quadratic time (4.8 s for 40,000 blanks). */
function* chunksOf(text: string): Generator<string> {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + CHUNK;
    const last = start + LONGEST_CHUNK;
    const isCut = (): boolean => startsGrapheme.test(text[end] as string) && !prefix.test(text[end - 1] as string);
    while (end < text.length && end < last && !isCut()) end++;
    yield text.slice(start, end);
  }
}
