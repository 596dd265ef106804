import type { FastifyReply, FastifyRequest } from "fastify";
import { checkRequest, checkTexts } from "../contract/check-request.ts";
import { predictJson } from "../contract/predict-json.ts";
import { RequestError } from "../contract/request-error.ts";
import {
  classifyRequest,
  feedbackRequest,
  inferRequest,
  predictRequest,
  type ConversationInput,
} from "../contract/schemas.ts";
import type { Answer, ModelAnswer } from "../engine/messages.ts";
import type { AppOptions } from "./app-options.ts";
import { openApiDocument } from "./openapi.ts";
import { page } from "./page.ts";
import type { RouteName } from "./routes.ts";

type Handler = (request: FastifyRequest, reply: FastifyReply, options: AppOptions) => Promise<unknown>;

/** Training texts that an explanation lists. */
const nearestListed = 5;

const usage =
  'usage: POST /predict with {"text": "…"}, or POST /v1/classify with {"input": ["…"]}; see /openapi.json\n';

export const handlers: Record<RouteName, Handler> = {
  async page(request, reply, { modelName }) {
    if (!/\btext\/html\b/.test(request.headers.accept ?? ""))
      return reply.type("text/plain; charset=utf-8").send(usage);
    const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
    reply.header("content-security-policy", policy).header("x-content-type-options", "nosniff");
    return reply.type("text/html; charset=utf-8").send(page(modelName));
  },

  async openapi(_request, _reply, { version }) {
    return openApiDocument(version);
  },

  async predict(request, reply, options) {
    const { text } = checkRequest(predictRequest, request.body);
    checkTexts([text], options.settings.limits, { refuseEmpty: true });
    const { results } = await classify(request, reply, options, [text], 1);
    const { words, score } = bestOf(results[0] as Answer);
    reply.type("application/json; charset=utf-8");
    return reply.send(predictJson({ statusCode: 200, body: { label: words, score } }));
  },

  async classify(request, reply, options) {
    const { input, topK = 1, explain = false } = checkRequest(classifyRequest, request.body);
    const texts = Array.isArray(input) ? input : [input];
    checkTexts(texts, options.settings.limits);
    const { version, threshold, results } = await classify(
      request,
      reply,
      options,
      texts,
      topK,
      explain ? nearestListed : 0,
    );
    return { requestId: request.id, model: { name: options.modelName, version, threshold }, results };
  },

  async feedback(request, _reply, options) {
    const { requestId, index = 0, label } = checkRequest(feedbackRequest, request.body);
    const row = { key_id: request.keyId ?? "", request_id: requestId, position: index, label, at_ms: Date.now() };
    const status = await storeOf(options).feedback(row);
    return { requestId, index, label, status };
  },

  async deleteRequest(request, _reply, options) {
    const { id } = request.params as { id: string };
    return { requestId: id, deleted: await storeOf(options).delete(id, request.keyId ?? "") };
  },

  async live() {
    return { live: true };
  },

  async ready(_request, _reply, { model }) {
    return readiness(model.ready);
  },

  async modelReady(request, _reply, options) {
    checkName(request, options);
    return readiness(options.model.ready);
  },

  async model(request, _reply, options) {
    checkName(request, options);
    return {
      name: options.modelName,
      versions: [options.model.version],
      platform: "onnxruntime",
      inputs: [{ name: "text", datatype: "BYTES", shape: [-1] }],
      outputs: [
        { name: "label", datatype: "BYTES", shape: [-1] },
        { name: "score", datatype: "FP64", shape: [-1] },
      ],
    };
  },

  async infer(request, reply, options) {
    checkName(request, options);
    const { id, inputs } = checkRequest(inferRequest, request.body);
    const { shape, data } = inputs[0] as (typeof inputs)[number];
    if (shape.reduce((product, size) => product * size, 1) !== data.length) {
      throw new RequestError(
        "REQUEST_INVALID",
        `inputs.0.shape: expected as many elements as data has: ${data.length}`,
      );
    }
    checkTexts(data, options.settings.limits);
    const { version, results } = await classify(request, reply, options, data, 1);
    const best = results.map(bestOf);
    const outputShape = [data.length];
    return {
      model_name: options.modelName,
      model_version: version,
      id: id ?? request.id,
      outputs: [
        { name: "label", shape: outputShape, datatype: "BYTES", data: best.map(({ label }) => label) },
        { name: "score", shape: outputShape, datatype: "FP64", data: best.map(({ score }) => score) },
      ],
    };
  },
};

/** The best label, whether or not the classifier abstains. */
function bestOf(answer: Answer): { label: string; words: string; score: number } {
  const [best] = answer.top;
  if (best === undefined) throw new RequestError("TEXT_EMPTY", "the model has no label for this text");
  return best;
}

async function classify(
  request: FastifyRequest,
  reply: FastifyReply,
  { model }: AppOptions,
  texts: readonly ConversationInput[],
  top: number,
  nearest = 0,
): Promise<ModelAnswer> {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableEnded) gone.abort();
  });
  const answer = await model.classify(texts, { id: request.id, top, nearest, signal: gone.signal });
  request.results = answer.results;
  request.inputs = texts;
  request.modelVersion = answer.version;
  return answer;
}

function storeOf({ store }: AppOptions): NonNullable<AppOptions["store"]> {
  if (store === undefined) throw new RequestError("STORE_UNAVAILABLE", "this service stores nothing");
  return store;
}

function readiness(ready: boolean): { ready: true } {
  if (!ready) throw new RequestError("ENGINE_UNAVAILABLE", "not ready", { retryAfterS: 1 });
  return { ready: true };
}

function checkName(request: FastifyRequest, { modelName }: AppOptions): void {
  const { name } = request.params as { name: string };
  if (name !== modelName) throw new RequestError("NOT_FOUND", `the model that is served is called ${modelName}`);
}
