/** What names a person or an account, as far as its form shows it; in this order. Names in words stay. */
const patterns: readonly [RegExp, string][] = [
  [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b/g, "[email]"],
  [/\b(?:https?:\/\/|www\.)\S{1,2000}/gi, "[address]"],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g, "[account]"],
  // Telephone and card numbers, order numbers: six digits and more, with what people write between them.
  [/\+?\d(?:[ ()./-]{0,2}\d){5,30}/g, "[number]"],
  // Codes: letters and digits mixed, eight and more.
  [/\b(?=[A-Za-z0-9-]{0,63}\d)(?=[A-Za-z0-9-]{0,63}[A-Za-z])[A-Za-z0-9-]{8,64}\b/g, "[code]"],
];

/** A text without e-mail addresses, web addresses, account, telephone and card numbers and codes. */
export function redactText(text: string): string {
  return patterns.reduce((left, [pattern, name]) => left.replaceAll(pattern, name), text);
}
