import type { Logger } from "@intentsmith/core";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { RequestError, type RequestErrorCode } from "../contract/request-error.ts";
import { requestIdOf } from "../contract/request-id.ts";
import type { ConversationInput } from "../contract/schemas.ts";
import type { Answer } from "../engine/messages.ts";
import type { AppOptions } from "./app-options.ts";
import { authenticator } from "./authenticate.ts";
import { parseJsonBody } from "./body.ts";
import { answerClientError } from "./client-error.ts";
import { sendError } from "./error-answer.ts";
import { handlers } from "./handlers.ts";
import { routes, type RouteDescription, type RouteName } from "./routes.ts";

/** The HTTP application; it listens to nothing yet. */
export function createApp(options: AppOptions): FastifyInstance {
  const { settings, keys, logger } = options;
  const { limits, proxyHops } = settings;
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    // An idle connection outlives the 60 s of the usual load balancer.
    keepAliveTimeout: 72_000,
    http: {
      maxHeaderSize: limits.headerBytes,
      // Refused below, where the answer gets a code.
      requireHostHeader: false,
      headersTimeout: limits.requestTimeoutMs,
      // How often slow connections are looked for; Node's own 30 s would let them live so much longer.
      connectionsCheckingInterval: Math.min(2000, limits.requestTimeoutMs),
    },
    // A number would make the proxy's address everybody's; `true` would believe what the client wrote.
    trustProxy: (_address, hop) => hop < proxyHops,
    genReqId: (request) => requestIdOf(request.headers["x-request-id"]),
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply as FastifyReply, logger),
    routerOptions: { maxParamLength: 200 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, parseJsonBody);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, logger));
  app.setNotFoundHandler((request, reply) => refuseUnknown(request, reply, logger));
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (request.headers.host === undefined && request.raw.httpVersion === "1.1") {
      throw new RequestError("HTTP_MALFORMED", "expected a Host header");
    }
    if (!/^(\/|https?:\/\/)/.test(request.raw.url ?? "")) {
      throw new RequestError("HTTP_MALFORMED", "expected a path that begins with /");
    }
  });

  const authenticate =
    keys === undefined
      ? undefined
      : authenticator({
          keys,
          ...limits,
          ...(options.perKey === undefined ? {} : { perKey: options.perKey }),
        });
  for (const [name, route] of Object.entries(routes) as [RouteName, RouteDescription][]) {
    app.route({
      method: route.method,
      url: route.path,
      config: { legacy: route.legacy === true },
      onRequest: async (request: FastifyRequest) => {
        if (route.guarded !== undefined && authenticate !== undefined) {
          request.keyId = (await authenticate(request, route.guarded)).id;
        }
        // Under overload a refusal must be cheap: before the body is read.
        if (route.errors.includes("OVERLOADED")) options.model.refuseIfFull();
      },
      handler: (request, reply) => handlers[name](request, reply, options),
    });
  }
  app.addHook("onResponse", async (request, reply) => {
    options.onAnswered?.({
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      ms: reply.elapsedTime,
      results: request.results ?? [],
      inputs: request.inputs ?? [],
      requestId: request.id,
      keyId: request.keyId ?? "",
      modelVersion: request.modelVersion ?? "",
    });
  });
  for (const name of ["results", "inputs", "keyId", "modelVersion"]) app.decorateRequest(name);
  return app;
}

declare module "fastify" {
  interface FastifyContextConfig {
    legacy?: boolean;
  }
  interface FastifyRequest {
    /** What the model said, for the metrics and the store. */
    results: readonly Answer[] | undefined;
    inputs: readonly ConversationInput[] | undefined;
    keyId: string | undefined;
    modelVersion: string | undefined;
  }
}

function refuseUnknown(request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const path = request.url.split("?")[0] ?? "";
  const allowed = (Object.values(routes) as RouteDescription[])
    .filter((route) => new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+")}$`).test(path))
    .map(({ method }) => method);
  const code: RequestErrorCode = allowed.length > 0 ? "METHOD_NOT_ALLOWED" : "NOT_FOUND";
  if (allowed.length > 0) reply.header("allow", allowed.join(", "));
  const message = allowed.length > 0 ? `this path takes ${allowed.join(" or ")}` : "nothing is served under this path";
  return sendError(new RequestError(code, message), request, reply, logger);
}
