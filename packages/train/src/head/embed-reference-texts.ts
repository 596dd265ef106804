import { ReferenceTexts, type Head } from "@intentsmith/classifier";
import { modelTurns, type Dataset, type Example } from "@intentsmith/data";
import { scoreEveryday, type ScoredTexts } from "@intentsmith/eval";
import type { Engine } from "@intentsmith/graph";
import { SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import { keptRows } from "./kept-texts.ts";

/** The training texts as a trained encoder sees them, for a decision by distance. */
export async function embedReferenceTexts(
  model: SentenceModel,
  dataset: Dataset,
  engine: Engine,
): Promise<ReferenceTexts> {
  return await withEncoder(model, engine, async (encoder) => {
    const examples = dataset.examples.filter(({ split }) => split === "train");
    const kept = keptRows(examples.length).map((row) => examples[row] as Example);
    return new ReferenceTexts(await encoder.encode(kept.map((example) => modelTurns(example, dataset.context))));
  });
}

/** What a trained model makes of everyday sentences; `head`: as in `evaluateSplit`. */
export async function everydayScores(
  model: SentenceModel,
  { context }: Dataset,
  options: {
    engine: Engine;
    head: Head | ((encoder: SentenceEncoder) => Promise<Head>);
    referenceTexts: ReferenceTexts | undefined;
  },
): Promise<ScoredTexts> {
  const { engine, head, referenceTexts } = options;
  return await withEncoder(model, engine, async (encoder) => {
    const opened = typeof head === "function" ? await head(encoder) : head;
    return await scoreEveryday(encoder, opened, context, referenceTexts);
  });
}

async function withEncoder<Result>(
  model: SentenceModel,
  engine: Engine,
  work: (encoder: SentenceEncoder) => Promise<Result>,
): Promise<Result> {
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine });
  try {
    return await work(encoder);
  } finally {
    await encoder.release();
  }
}
