import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** A hub in memory that takes commits as huggingface.co does: `.onnx` files through LFS, the rest inside the commit. */
export class LocalHub {
  /** Files of the last commit. */
  readonly files = new Map<string, Buffer>();
  readonly #uploaded = new Map<string, Buffer>();
  /** Bodies of "create a repository". */
  readonly created: Record<string, unknown>[] = [];
  exists = false;
  token = "hf_right";
  /** Beginning of a path whose requests fail with status 500. */
  broken = "none";

  readonly answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const json = (status: number, body: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      };
      this.#respond(incoming, Buffer.concat(chunks), json);
    });
  };

  #respond({ url = "", headers }: IncomingMessage, body: Buffer, json: (status: number, body: unknown) => void): void {
    if (url.startsWith(this.broken)) return json(500, { error: "broken" });
    if (url.startsWith("/upload/")) {
      const oid = createHash("sha256").update(body).digest("hex");
      if (!url.endsWith(oid)) return json(400, { error: "another hash" });
      this.#uploaded.set(oid, body);
      return json(200, {});
    }
    if (headers.authorization !== `Bearer ${this.token}`) return json(401, { error: "Invalid token" });
    if (url === "/api/repos/create") {
      this.created.push(JSON.parse(body.toString("utf8")) as Record<string, unknown>);
      return this.exists ? json(409, { error: "You already created this model repo" }) : json(200, { url: "made" });
    }
    if (url === "/api/models/team/intents/preupload/main") {
      const { files } = JSON.parse(body.toString("utf8")) as { files: { path: string }[] };
      const modeOf = (path: string): string => (path.endsWith(".onnx") ? "lfs" : "regular");
      return json(200, { files: files.map(({ path }) => ({ path, uploadMode: modeOf(path) })) });
    }
    if (url === "/team/intents.git/info/lfs/objects/batch") {
      const { objects } = JSON.parse(body.toString("utf8")) as { objects: { oid: string; size: number }[] };
      const action = (oid: string): unknown => ({ upload: { href: `http://${headers.host}/upload/${oid}` } });
      return json(200, {
        transfer: "basic",
        objects: objects.map(({ oid, size }) => ({ oid, size, actions: action(oid) })),
      });
    }
    if (url === "/api/models/team/intents/commit/main") return this.#commit(body, json);
    return json(404, { error: "not found" });
  }

  #commit(body: Buffer, json: (status: number, body: unknown) => void): void {
    const [, ...operations] = body
      .toString("utf8")
      .split("\n")
      .map((line) => JSON.parse(line) as { key: string; value: Record<string, string> });
    this.files.clear();
    for (const { key, value } of operations) {
      const { path = "", oid = "", content = "" } = value;
      const bytes = key === "lfsFile" ? this.#uploaded.get(oid) : Buffer.from(content, "base64");
      if (bytes === undefined) return json(400, { error: `${path} was not uploaded` });
      this.files.set(path, bytes);
    }
    json(200, { commitOid: "c0ffee", commitUrl: "https://hub.example/commit/c0ffee", hookOutput: "" });
  }
}
