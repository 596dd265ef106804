import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** A store in memory that speaks as much of S3's protocol as publishing needs; `remote` tests signatures. */
export class LocalStore {
  /** By path. */
  readonly objects = new Map<string, Buffer>();
  /** Methods and paths, in their order. */
  readonly requests: string[] = [];
  /** Requests whose connection breaks. */
  cuts: (request: string) => boolean = () => false;

  readonly answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => this.#respond(incoming, Buffer.concat(chunks), response));
  };

  #respond(incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method = "", url = "", headers } = incoming;
    this.requests.push(`${method} ${url}`);
    if (this.cuts(`${method} ${url}`)) {
      incoming.socket.destroy();
      return;
    }
    if (createHash("sha256").update(body).digest("hex") !== headers["x-amz-content-sha256"]) {
      response.writeHead(400).end("<Error><Code>XAmzContentSHA256Mismatch</Code></Error>");
      return;
    }
    if (method === "PUT") this.objects.set(url, body);
    const found = this.objects.get(url);
    response.writeHead(found === undefined ? 404 : 200).end(method === "GET" ? found : undefined);
  }
}
