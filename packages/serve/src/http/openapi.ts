import { z } from "zod";
import { requestErrors, type RequestErrorCode } from "../contract/request-error.ts";
import { errorAnswer, predictError } from "../contract/schemas.ts";
import { routes, type RouteDescription } from "./routes.ts";

type Json = Record<string, unknown>;

/** Answered on any path: whatever cannot be read as a request. */
const everywhere: readonly RequestErrorCode[] = ["HEADERS_TOO_LARGE", "REQUEST_TIMEOUT", "INTERNAL"];

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of Object.values(routes) as RouteDescription[]) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "intentsmith", version, description: "A trained intent classifier over HTTP." },
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Error: jsonSchema(errorAnswer), PredictError: jsonSchema(predictError) },
    },
  };
}

function operation(route: RouteDescription): Json {
  const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const content =
    typeof route.answer === "string"
      ? { [route.answer]: {} }
      : { "application/json": { schema: jsonSchema(route.answer) } };
  return {
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.request === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: jsonSchema(route.request) } } } }),
    ...(route.guarded !== undefined ? { security: [{ key: [] }, {}] } : {}),
    responses: { "200": { description: "The answer", content }, ...errorResponses(route) },
  };
}

/** Codes of one status share its response. */
function errorResponses(route: RouteDescription): Json {
  const codes = [...route.errors, ...everywhere];
  const statuses = [...new Set(codes.map((code) => requestErrors[code].status))].sort((a, b) => a - b);
  const reference = `#/components/schemas/${route.legacy ? "PredictError" : "Error"}`;
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => requestErrors[code].status === status);
      const description = ofStatus.map((code) => `${code}: ${requestErrors[code].meaning}`).join(" ");
      return [String(status), { description, content: { "application/json": { schema: { $ref: reference } } } }];
    }),
  );
}

function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12" });
  return rest;
}
