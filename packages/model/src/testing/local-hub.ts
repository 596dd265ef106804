import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real HTTP server on loopback that speaks the hub's endpoints for one model. */
export interface LocalHub {
  endpoint: string;
  /** The commit that `main` stands for. */
  commit: string;
  /** Method and path of every request so far. */
  requests: string[];
  /** The `Range` of every request for a file that had one. */
  ranges: string[];
  /** Paths whose whole body is cut in the middle; an answer to a range is not. */
  cut: Set<string>;
  /** Paths whose whole body stops in the middle without an end. */
  hang: Set<string>;
  /** Paths that are listed with this hash, or with this size. */
  listed: Map<string, { etag?: string; sizeBytes?: number }>;
  close(): Promise<void>;
}

/** Serves `files` (path → bytes) as `id`. With `token`, everything asks for it. `large`: files kept in LFS. */
export async function startLocalHub(options: {
  id: string;
  files: ReadonlyMap<string, Uint8Array>;
  token?: string;
  large?: readonly string[];
}): Promise<LocalHub> {
  const { id, files, token, large = ["model.safetensors"] } = options;
  const commit = createHash("sha1")
    .update([...files.keys()].join())
    .digest("hex");
  const requests: string[] = [];
  const [cut, hang] = [new Set<string>(), new Set<string>()];
  const ranges: string[] = [];
  const listed: LocalHub["listed"] = new Map();
  const etag = (path: string, bytes: Uint8Array): string =>
    large.includes(path)
      ? createHash("sha256").update(bytes).digest("hex")
      : createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    requests.push(`${request.method} ${pathname}`);
    const fail = (status: number, error: string): void => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ error }));
    };
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return fail(401, "Invalid token");
    const json = (value: unknown): void => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    };
    const known = (revision: string): boolean => ["main", "v1", commit].includes(decodeURIComponent(revision));
    const info = /^\/api\/models\/([\w.-]+\/[\w.-]+)\/revision\/([^/]+)$/.exec(pathname);
    if (info?.[1] === id && known(info[2] ?? ""))
      return json({ _id: "1", id, sha: commit, lastModified: "2026-01-01" });
    if (pathname === `/api/models/${id}/tree/${commit}`) {
      return json(
        [...files].map(([path, bytes]) => {
          const { etag: tag = etag(path, bytes), sizeBytes: size = bytes.byteLength } = listed.get(path) ?? {};
          const lfs = large.includes(path) ? { lfs: { oid: tag, size, pointerSize: 130 } } : {};
          return { type: "file", path, size, oid: lfs.lfs ? "f".repeat(40) : tag, ...lfs };
        }),
      );
    }
    const prefix = `/${id}/resolve/${commit}/`;
    const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : "";
    const bytes = files.get(path);
    if (bytes === undefined) return fail(404, "Repository or entry not found");
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    if (range !== null) ranges.push(range[0]);
    const headers = { ETag: `"${etag(path, bytes)}"`, "Content-Type": "application/octet-stream" };
    if (range === null) {
      response.writeHead(200, { ...headers, "Content-Length": bytes.byteLength });
      if (!cut.has(path) && !hang.has(path)) return void response.end(bytes);
      response.write(bytes.subarray(0, bytes.byteLength >> 1), () => {
        if (!hang.has(path)) setTimeout(() => response.destroy(), 20);
      });
      return;
    }
    const part = bytes.subarray(Number(range[1]), range[2] === "" ? bytes.byteLength : Number(range[2]) + 1);
    const contentRange = `bytes ${range[1]}-${Number(range[1]) + part.byteLength - 1}/${bytes.byteLength}`;
    response.writeHead(206, { ...headers, "Content-Range": contentRange }).end(part);
  };

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { endpoint: `http://127.0.0.1:${port}`, commit, requests, ranges, cut, hang, listed, close };
}
