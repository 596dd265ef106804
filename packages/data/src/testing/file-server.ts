import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FileServer {
  baseUrl: string;
  /** Headers of every request so far. */
  requests: IncomingMessage[];
}

/** Answers a request; the default serves the file. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer | undefined) => void;

/**
 * A server on loopback that serves `files` by name as S3 does: strong ETags, `Range` with `If-Range`. The first
 * requests get the `answers` given, in order.
 */
export async function serveFiles(files: Record<string, Buffer>, answers: Answer[] = []): Promise<FileServer> {
  const requests: IncomingMessage[] = [];
  const waiting = [...answers];
  const server = createServer((request, response) => {
    requests.push(request);
    const body = files[(request.url ?? "").split("/").at(-1) ?? ""];
    (waiting.shift() ?? answerWithRanges)(request, response, body);
  });
  const port = await new Promise<number>((listening) => {
    server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${port}/data`, requests };
}

export function etagOf(body: Buffer): string {
  return `"${body.length}-${body.at(-3) ?? 0}"`;
}

/** An ordinary server. */
export const answerWithRanges: Answer = (request, response, body) => {
  if (body === undefined) {
    response.writeHead(404).end("not here");
    return;
  }
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const same = request.headers["if-range"] === etagOf(body);
  if (start > 0 && same && start >= body.length) {
    response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
  } else if (start > 0 && same) {
    const range = `bytes ${start}-${body.length - 1}/${body.length}`;
    const headers = { "content-length": body.length - start, "content-range": range, etag: etagOf(body) };
    response.writeHead(206, headers).end(body.subarray(start));
  } else {
    response.writeHead(200, { "content-length": body.length, etag: etagOf(body) }).end(body);
  }
};

/** Promises the whole file, sends `bytes` of it and breaks the connection. */
export function cutAfter(bytes: number, headers?: Record<string, string>): Answer {
  return (_request, response, body) => {
    const whole = body ?? Buffer.alloc(0);
    response.writeHead(200, { "content-length": whole.length, ...(headers ?? { etag: etagOf(whole) }) });
    response.write(whole.subarray(0, bytes), () => setTimeout(() => response.socket?.destroy(), 20));
  };
}

/** Answers with a status and nothing else. */
export function answerStatus(status: number): Answer {
  return (_request, response) => {
    response.writeHead(status).end();
  };
}
