/**
 * Texts on which the two layouts are compared besides the label words: short, long enough to be cut, of many lengths
 * in one batch, and of characters that tokenizers stumble over.
 */
export const awkwardTexts: readonly string[] = [
  "",
  " ",
  ".",
  "a",
  "ok",
  "What's next?",
  "WHAT COMES AFTER THE ONIONS???",
  "How long do I let the dough rest, and at which temperature (my kitchen is cold)?",
  "I don't have buttermilk; can I use milk + lemon juice instead?",
  "1/2 cup, 350 °F, 20-25 min.",
  "naïve façade, Ærøskøbing, Straße",
  "e\u0301 and \u00E9 are one letter",
  "tab\tnew\nline\r\nand a\u00A0hard space",
  "zero\u200Bwidth and soft\u00ADhyphen",
  "👩‍🍳 done! 🎉🎉",
  "这是什么意思",
  "привет, как дела",
  "مرحبا بالعالم",
  "https://example.org/a?b=c&d=e#f user@example.org",
  "[CLS] [SEP] [MASK] [PAD] [UNK]",
  "Donaudampfschifffahrtsgesellschaftskapitän",
  "x".repeat(300),
  "again and again ".repeat(200).trim(),
  "The quick brown fox jumps over the lazy dog. ".repeat(4).trim(),
];
