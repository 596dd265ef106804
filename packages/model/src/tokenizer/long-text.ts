/** Marks, and characters that BERT's normaliser removes (so that marks around them become neighbours). */
const longRun = /(?:[\p{M}\p{Cf}\p{Co}\p{Cs}\uFFFD]|(?![\t\n\r])\p{Cc}){256,}/gu;

const MOST_STRIPPED = 64;

/**
 * Shortens absurd runs of combining marks, without a change in the ids: Unicode normalisation orders the marks of a
 * run in quadratic time (a megabyte of them took 284 s). Accents (Mn) and control characters are stripped anyway, so
 * 64 of them do; of the other marks, one more than `mostCharacters` still makes a word that is too long to be known.
 * Only for a normaliser that strips accents.
 */
export function shortenMarkRuns(text: string, mostCharacters: number): string {
  return text.replace(longRun, (run) => {
    let stripped = 0;
    let others = 0;
    let kept = "";
    for (const character of run) {
      const isOther = /[\p{Mc}\p{Me}]/u.test(character);
      if (isOther ? others++ <= mostCharacters : stripped++ < MOST_STRIPPED) kept += character;
    }
    return kept;
  });
}

/**
 * The end of the longest prefix of at most `length` characters after which BERT's normaliser and splitter start
 * afresh: behind white space, or behind a Chinese character if those stand alone. 0 if there is none.
 */
export function lastSafeCut(text: string, length: number, chineseStandsAlone: boolean): number {
  for (let end = length; end > 0; end--) {
    const code = text.charCodeAt(end - 1);
    const isWhitespace = code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
    if (isWhitespace || (chineseStandsAlone && code >= 0x4e00 && code <= 0x9fff)) return end;
  }
  return 0;
}
