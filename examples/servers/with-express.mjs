// The same behind Express 5, which hands a rejected promise to the error handler by itself.
import { IntentClassifier } from "@intentsmith/classifier";
import express from "express";

export async function createServer(folder) {
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const app = express();
  app.use(express.json({ limit: "16kb" }));
  app.post("/classify", async (request, response) => {
    const text = request.body?.text;
    if (typeof text !== "string" || text.length > 2000) {
      response.status(400).json({ error: "text: a string of at most 2000 characters expected" });
      return;
    }
    const { label, probability, abstained } = await classifier.classify(text);
    response.json({ label, probability, abstained });
  });
  app.use((error, _request, response, _next) => {
    const status = error.status >= 400 && error.status < 500 ? error.status : 500;
    response.status(status).json({ error: status === 500 ? "failed" : "malformed request" });
  });
  return { app, release: () => classifier.release() };
}
