import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

export interface AdminServer {
  /** `http://127.0.0.1:9090` */
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves `/metrics` and the dashboard on 127.0.0.1, apart from what clients reach.
 * @throws a system error (EADDRINUSE, …).
 */
export async function startAdminServer(
  registry: Registry,
  dashboard: () => string,
  port: number,
): Promise<AdminServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method === "GET" && path === "/metrics") {
      registry.metrics().then(
        (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else if (request.method === "GET" && path === "/") {
      const policy = "default-src 'none'; style-src 'unsafe-inline'";
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
      });
      response.end(dashboard());
    } else {
      response.writeHead(404).end("only GET / and GET /metrics are here\n");
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
