import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GraphBuilder, writeModel } from "@intentsmith/graph";
import { architectureOf, loadModel, paddedLayout, ParameterArena } from "@intentsmith/model";

/** The base model as transformers.js wants it: `onnx/model.onnx` from token ids to last_hidden_state, and its JSON files. */
export async function transformersJsFolder(work, base) {
  const folder = join(work, "models", "base");
  mkdirSync(join(folder, "onnx"), { recursive: true });
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    cpSync(join(base, name), join(folder, name));
  const { config, pooling, weights } = await loadModel(base);
  const architecture = architectureOf(config);
  const g = new GraphBuilder();
  const views = new ParameterArena(architecture.denseParameters(config)).load(weights);
  const specs = new Map(views.specs.map((spec) => [spec.name, spec]));
  const source = (name, shape) =>
    g.constant(specs.has(name) ? views.view(specs.get(name)) : weights.get(name).data, shape, "float32", name);
  const { hidden } = architecture.encoder(g, config, paddedLayout(g, config, pooling), source);
  writeFileSync(
    join(folder, "onnx", "model.onnx"),
    writeModel(g.build([g.rename(hidden.at(-1), "last_hidden_state")])),
  );
  return join(work, "models");
}
