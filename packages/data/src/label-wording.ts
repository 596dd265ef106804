/** `ask_question_recipe_steps` → `ask question recipe steps`: underscores, hyphens and runs of spaces become a space. */
export function labelToWords(label: string): string {
  return label.replaceAll(/[_\-\s]+/g, " ").trim();
}
