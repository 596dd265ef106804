/**
 * What of a text decides whether it is the same as another, whatever the base model: NFKC, lower case, accents and
 * control characters taken away, blanks collapsed, none beside punctuation or ideographs (where no tokenizer of the BERT
 * family sees them). Coarser than any tokenizer, so that a split does not move with the base: a merge too many does no
 * harm there.
 * @returns a key that is its own key; empty for a text of blanks and control characters.
 */
export function textKey(text: string): string {
  return foldedCase(text)
    .replaceAll(/\p{Mn}/gu, "")
    .replaceAll(/[^\P{Cc}\t\n\r]|[\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu, "")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/ ?([\p{P}\p{S}\p{Ideographic}]) ?/gu, "$1")
    .trim();
}

/** Unicode has lower-case letters whose compatible form is in upper case, and a sigma for the ends of words. */
function foldedCase(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKD").toLowerCase().replaceAll("ς", "σ");
}
