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

/** The same for tokenizers that split at blanks: an end before a blank, behind something else. 0 if there is none. */
export function lastBlankCut(text: string, length: number): number {
  for (let end = Math.min(length, text.length - 1); end > 0; end--) {
    if (text[end] === " " && /\S/.test(text[end - 1] as string)) return end;
  }
  return 0;
}

const MOST_MARKS = 1024;

/**
 * Cuts absurd runs of combining marks to their first 1,024, for normalisers that keep marks: ordering them takes quadratic
 * time. Python's ids of such a text are others.
 */
export const cutMarkRuns = (text: string): string =>
  text.replace(/\p{M}+/gu, (run) => (run.length <= MOST_MARKS ? run : Array.from(run).slice(0, MOST_MARKS).join("")));
