/** A stand-in for a Wizard of Tasks file: `conversations` of one turn each, all splits there. */
export function wizardFile(conversations: number): Buffer {
  const splits = ["train", "validation", "test"];
  const entries = Array.from({ length: conversations }, (_, index) => [
    `Wizard-of-Task-${index}`,
    {
      data_split: splits[index % 3],
      turns: [{ text: `turn ${index}`, intent: `intent_${index % 11}`, role: "student", worker_id: index }],
    },
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(entries)));
}

/** Stand-ins for both files. */
export function wizardFiles(): Record<string, Buffer> {
  return {
    "wizard_of_tasks_cooking_v1.0.json": wizardFile(272),
    "wizard_of_tasks_diy_v1.0.json": wizardFile(277),
  };
}

/** Stand-ins for the BANKING77 files: every label once. */
export function bankingFiles(): Record<string, Buffer> {
  const labels = Array.from({ length: 77 }, (_, index) => `label_${index}`);
  const rows = Buffer.from(`text,category\n${labels.map((label) => `"about\n${label}",${label}`).join("\n")}\n`);
  return { "train.csv": rows, "test.csv": rows, "categories.json": Buffer.from(JSON.stringify(labels)) };
}
