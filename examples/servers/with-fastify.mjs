// A classifier behind Fastify: the model in the server's own process, the simplest that works. `session.run` blocks the
// thread for a few milliseconds a text; where that is too long for your other routes, see in-a-child.mjs.
import { IntentClassifier } from "@intentsmith/classifier";
import fastify from "fastify";

export async function createServer(folder) {
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const app = fastify({ bodyLimit: 16_384, ajv: { customOptions: { coerceTypes: false } } });
  const body = {
    type: "object",
    required: ["text"],
    properties: { text: { type: "string", minLength: 1, maxLength: 2000 } },
  };
  app.post("/classify", { schema: { body } }, async (request) => {
    const { label, probability, abstained } = await classifier.classify(request.body.text);
    return { label, probability, abstained };
  });
  // Not before: a call under way would find the session gone.
  app.addHook("onClose", () => classifier.release());
  return app;
}
