import type { ServerResponse } from "node:http";

/** A request as it came in. The key is kept, so that tests can check who got it. */
export interface RecordedRequest {
  operation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** Parsed JSON, or the raw bytes of an upload. */
  body: unknown;
  bytes: Buffer;
}

/** Of a request to `file_stream`. */
export interface StreamBody {
  files?: Record<string, { offset: number; content: string[] }>;
  uploaded?: string[];
  complete?: boolean;
  exitcode?: number;
}

/** What a request asks for: a GraphQL operation, `file_stream` or `storage`. */
export function operationOf(path: string, body: unknown): string {
  if (path.startsWith("/storage/")) return "storage";
  if (path.endsWith("/file_stream")) return "file_stream";
  const { operationName, query } = body as { operationName?: string; query?: string };
  return operationName || (/(?:query|mutation)\s+(\w+)/.exec(query ?? "")?.[1] ?? "anonymous");
}

/** JSON, or the bytes if it is none. */
export function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return bytes;
  }
}

export function reply(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(value === null ? "" : JSON.stringify(value));
}
