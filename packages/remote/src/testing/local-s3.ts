import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { signRequest, type Credentials } from "../s3/sign-request.ts";

export const localCredentials: Credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret/of+tests" };

/** An S3-compatible store in memory, by path, that checks every signature and body as the protocol says. */
export class LocalS3 {
  readonly objects = new Map<string, Buffer>();
  /** Methods and paths, in their order. */
  readonly requests: string[] = [];
  /** What a request gets instead of its answer: a status, or a broken connection. */
  fault: (method: string, path: string) => number | "cut" | undefined = () => undefined;

  readonly answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => this.#respond(incoming, Buffer.concat(chunks), response));
  };

  #respond(incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method = "", url = "" } = incoming;
    this.requests.push(`${method} ${url}`);
    const fault = this.fault(method, url);
    if (fault === "cut") return void incoming.socket.destroy();
    const refuse = (status: number, code: string): void => {
      response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
    };
    if (fault !== undefined) return refuse(fault, "Fault");
    if (!isSigned(incoming)) return refuse(403, "SignatureDoesNotMatch");
    if (createHash("sha256").update(body).digest("hex") !== incoming.headers["x-amz-content-sha256"]) {
      return refuse(400, "XAmzContentSHA256Mismatch");
    }
    if (method === "PUT") {
      this.objects.set(decodeURIComponent(url), body);
      response.writeHead(200).end();
      return;
    }
    const found = this.objects.get(decodeURIComponent(url));
    if (found === undefined) refuse(404, "NoSuchKey");
    else response.writeHead(200).end(found);
  }
}

/** Signs the request anew from what came in and compares. */
function isSigned({ method = "", url = "", headers }: IncomingMessage): boolean {
  const authorization = headers.authorization ?? "";
  const region = /Credential=AKIDEXAMPLE\/\d{8}\/([\w-]+)\/s3\/aws4_request,/.exec(authorization)?.[1] ?? "";
  const date = headers["x-amz-date"] as string | undefined;
  if (date === undefined) return false;
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const expected = signRequest(
    {
      method,
      url: new URL(url, `http://${headers.host}`),
      headers: {},
      payloadSha256: headers["x-amz-content-sha256"] as string,
    },
    localCredentials,
    region,
    new Date(`${y}-${m}-${d}T${h}:${min}:${s}Z`),
  );
  return expected["authorization"] === authorization;
}
