import { messageOf, type Logger } from "@intentsmith/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { predictJson } from "../contract/predict-json.ts";
import { RequestError, type RequestErrorCode } from "../contract/request-error.ts";

/** Fastify's own refusals under our codes. */
const ofFastify: Record<string, readonly [RequestErrorCode, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["MEDIA_TYPE_UNSUPPORTED", "expected Content-Type: application/json"],
  FST_ERR_CTP_BODY_TOO_LARGE: ["BODY_TOO_LARGE", "the body is larger than the limit"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["BODY_MALFORMED", "the body has another length than Content-Length says"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["BODY_MALFORMED", "the body is empty"],
  FST_ERR_BAD_URL: ["HTTP_MALFORMED", "the path is not valid"],
};

function toRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error;
  const { code = "", statusCode = 500 } = error as { code?: string; statusCode?: number };
  const known = Object.hasOwn(ofFastify, code) ? ofFastify[code] : undefined;
  if (known !== undefined) return new RequestError(...known);
  return statusCode >= 400 && statusCode < 500
    ? new RequestError("HTTP_MALFORMED", "the request is malformed")
    : undefined;
}

/** Answers with a code and a message, in the shape of the route; what we did not expect goes to the log in full. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const known = toRequestError(error);
  if (known === undefined) {
    logger.warn(`request ${request.id}: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
  }
  const { code, message, status, retryAfterS } =
    known ?? new RequestError("INTERNAL", "the service failed on this request");
  reply.code(status).type("application/json; charset=utf-8");
  if (retryAfterS !== undefined) reply.header("retry-after", String(retryAfterS));
  if (status === 401) reply.header("www-authenticate", "Bearer");
  const legacy = request.routeOptions.config?.legacy === true;
  return reply.send(
    legacy
      ? predictJson({ statusCode: status, body: { error: { code, message } } })
      : JSON.stringify({ error: { code, message, requestId: request.id } }),
  );
}
