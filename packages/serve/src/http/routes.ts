import type { z } from "zod";
import type { Scope } from "../keys/key-store.ts";
import type { RequestErrorCode } from "../contract/request-error.ts";
import {
  classifyAnswer,
  classifyRequest,
  deleteAnswer,
  feedbackAnswer,
  feedbackRequest,
  healthAnswer,
  inferAnswer,
  inferRequest,
  modelAnswer,
  predictAnswer,
  predictRequest,
} from "../contract/schemas.ts";

export interface RouteDescription {
  method: "GET" | "POST" | "DELETE";
  /** As Fastify writes it: `/v2/models/:name`. */
  path: string;
  summary: string;
  request?: z.ZodType;
  /** A JSON answer's schema, or the media type of another. */
  answer: z.ZodType | string;
  errors: readonly RequestErrorCode[];
  /** Its errors come in the shape of the service before this one. */
  legacy?: true;
  /** Asks for a key where the service asks for keys. */
  guarded?: Scope;
}

const body = ["BODY_MALFORMED", "REQUEST_INVALID", "BODY_TOO_LARGE", "MEDIA_TYPE_UNSUPPORTED"] as const;
const keys = ["KEY_MISSING", "KEY_INVALID", "RATE_LIMITED"] as const;
const work = ["OVERLOADED", "DEADLINE_EXCEEDED", "ENGINE_UNAVAILABLE"] as const;

/** What is served, in one table: the application and the OpenAPI document are both made from it. */
export const routes = {
  page: {
    method: "GET",
    path: "/",
    summary: "A usage line; a page to try it for browsers",
    answer: "text/plain",
    errors: [],
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    summary: "This document",
    answer: "application/json",
    errors: [],
  },
  predict: {
    method: "POST",
    path: "/predict",
    summary: "The best label's words, in the shape of the service before this one",
    request: predictRequest,
    answer: predictAnswer,
    errors: [...body, "TEXT_EMPTY", "TEXT_TOO_LONG", ...keys, ...work],
    legacy: true,
    guarded: "predict",
  },
  classify: {
    method: "POST",
    path: "/v1/classify",
    summary: "One text or many to labels with scores",
    request: classifyRequest,
    answer: classifyAnswer,
    errors: [...body, "TEXT_TOO_LONG", "BATCH_TOO_LARGE", ...keys, ...work],
    guarded: "predict",
  },
  feedback: {
    method: "POST",
    path: "/v1/feedback",
    summary: "The true label of an answer; the same again changes nothing. Answered when it is on the disk",
    request: feedbackRequest,
    answer: feedbackAnswer,
    errors: [...body, ...keys, "SCOPE_MISSING", "REQUEST_UNKNOWN", "STORE_UNAVAILABLE"],
    guarded: "feedback",
  },
  deleteRequest: {
    method: "DELETE",
    path: "/v1/requests/:id",
    summary: "Deletes what is stored of a request: texts, answers, feedback",
    answer: deleteAnswer,
    errors: [...keys, "SCOPE_MISSING", "STORE_UNAVAILABLE"],
    guarded: "feedback",
  },
  live: {
    method: "GET",
    path: "/v2/health/live",
    summary: "The process runs",
    answer: healthAnswer,
    errors: [],
  },
  ready: {
    method: "GET",
    path: "/v2/health/ready",
    summary: "A model is there to answer and the service is not draining",
    answer: healthAnswer,
    errors: ["ENGINE_UNAVAILABLE"],
  },
  model: {
    method: "GET",
    path: "/v2/models/:name",
    summary: "The model's inputs and outputs (Open Inference Protocol v2)",
    answer: modelAnswer,
    errors: ["NOT_FOUND", ...keys],
    guarded: "predict",
  },
  modelReady: {
    method: "GET",
    path: "/v2/models/:name/ready",
    summary: "Whether this model is there to answer",
    answer: healthAnswer,
    errors: ["NOT_FOUND", "ENGINE_UNAVAILABLE"],
  },
  infer: {
    method: "POST",
    path: "/v2/models/:name/infer",
    summary: "Texts as BYTES to labels and scores (Open Inference Protocol v2)",
    request: inferRequest,
    answer: inferAnswer,
    errors: [...body, "NOT_FOUND", "TEXT_TOO_LONG", "BATCH_TOO_LARGE", ...keys, ...work],
    guarded: "predict",
  },
} as const satisfies Record<string, RouteDescription>;

export type RouteName = keyof typeof routes;
