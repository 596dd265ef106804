import { IntentsmithError } from "@intentsmith/core";
import { resolveBase } from "@intentsmith/model";
import { distill, formatQuality, type DistillOptions } from "@intentsmith/train";
import { defineCommand, type Command } from "../arguments/command.ts";
import { requireWhole, threadsOf, threadsOption } from "../arguments/shared-options.ts";
import { interruptible } from "../process/interruption.ts";

export const distillCommand: Command = defineCommand({
  usage: "distill",
  describe: "Make a smaller encoder that imitates a large one: fewer layers, a pruned vocabulary",
  options: {
    teacher: { type: "string", demandOption: true, describe: "the large encoder: a folder or a hub id" },
    layers: { type: "string", describe: "layers to start from, counted from 0: 0,2,5" },
    "vocabulary-size": { type: "number", describe: "tokens to keep; with --student: to choose anew by the corpus" },
    student: { type: "string", describe: "go on with this student instead of parts of the teacher" },
    corpus: { type: "string", array: true, demandOption: true, describe: "text file, one text a line (repeatable)" },
    out: { type: "string", demandOption: true, describe: "folder to write; work in progress lies in <out>.work" },
    epochs: { type: "number", describe: "times through the corpus" },
    "batch-texts": { type: "number", describe: "texts a step" },
    "learning-rate": { type: "number", describe: "highest learning rate" },
    "max-sequence-length": { type: "number", describe: "longest sequence while distilling" },
    seed: { type: "number", describe: "seed of shuffles and splits" },
    dtype: { choices: ["F16", "F32"], default: "F16", describe: "element type on disk" },
    threads: threadsOption,
    json: { type: "boolean", default: false, describe: "print the result as JSON" },
  },
  examples: [
    [
      "distill --teacher all-MiniLM-L6-v2 --layers 0,2,5 --vocabulary-size 11000 --corpus texts.txt --out small",
      "the same command again goes on where it was stopped",
    ],
  ],
  async run(values, { logger, print, environment }) {
    const asked = startOf(values.student, values.layers, values["vocabulary-size"]);
    const start =
      "student" in asked ? { ...asked, student: await resolveBase(asked.student, { logger, environment }) } : asked;
    const teacher = await resolveBase(values.teacher, { logger, environment });
    const whole = (value: number | undefined, name: string, key: string, least: number): Record<string, number> =>
      value === undefined ? {} : { [key]: requireWhole(value, name, least) };
    const learningRate = values["learning-rate"];
    const result = await interruptible(logger, (signal) =>
      distill({
        teacher,
        start,
        corpus: values.corpus,
        out: values.out,
        dtype: values.dtype as "F16" | "F32",
        ...whole(values.epochs, "epochs", "epochs", 1),
        ...whole(values["batch-texts"], "batch-texts", "batchTexts", 1),
        ...whole(values["max-sequence-length"], "max-sequence-length", "maxSequenceLength", 3),
        ...whole(values.seed, "seed", "seed", 0),
        ...(learningRate === undefined ? {} : { learningRate }),
        ...threadsOf(values.threads),
        logger,
        signal,
      }),
    );
    print(
      values.json ? JSON.stringify(result, null, 2) : `${formatQuality(result)}\nencoder: ${result.modelDirectory}`,
    );
  },
});

function startOf(
  student: string | undefined,
  layers: string | undefined,
  vocabularySize: number | undefined,
): DistillOptions["start"] {
  const hint = "For example: --layers 0,2,5 --vocabulary-size 11000, or --student runs/small";
  const size =
    vocabularySize === undefined ? {} : { vocabularySize: requireWhole(vocabularySize, "vocabulary-size", 1) };
  if (student !== undefined) {
    if (layers === undefined) return { student, ...size };
    throw new IntentsmithError("ARGUMENT_INVALID", "--student: its layers are fixed", { hint: "Leave out --layers." });
  }
  if (layers === undefined || size.vocabularySize === undefined) {
    throw new IntentsmithError("ARGUMENT_INVALID", "expected --layers and --vocabulary-size, or --student", { hint });
  }
  return { layers: parseLayers(layers), vocabularySize: size.vocabularySize };
}

function parseLayers(text: string): number[] {
  const layers = text.split(",").map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (!layers.some(Number.isNaN)) return layers;
  throw new IntentsmithError("ARGUMENT_INVALID", `--layers ${text}: expected numbers with commas between them`, {
    hint: "For example: --layers 0,2,5",
  });
}
