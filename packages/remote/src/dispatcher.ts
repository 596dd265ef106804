import { EnvHttpProxyAgent, type Dispatcher } from "undici";

export interface DispatcherOptions {
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (or in lower case, which goes first) are read. Default: `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** How long a connection may take to open, in milliseconds. Default 10,000. */
  connectTimeoutMs?: number;
  /** How long the server may take to answer, in milliseconds; 0: for ever. Default 30,000. */
  answerTimeoutMs?: number;
  /** How long a body may bring nothing, in milliseconds; 0: for ever. Default 60,000. */
  idleTimeoutMs?: number;
  /** Whether certificates are checked. Default true. */
  verifyTls?: boolean;
}

/**
 * What every request of the toolkit goes through: the proxy that the environment names (Node 20's own `fetch` knows
 * none), and a limit for each wait. To be handed to undici's `fetch` or `request`, and to be closed.
 */
export function createDispatcher(options: DispatcherOptions = {}): Dispatcher {
  const { environment = process.env, connectTimeoutMs = 10_000, answerTimeoutMs = 30_000 } = options;
  const find = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? "";
  return new EnvHttpProxyAgent({
    httpProxy: find("HTTP_PROXY"),
    httpsProxy: find("HTTPS_PROXY"),
    noProxy: find("NO_PROXY"),
    connect: { timeout: connectTimeoutMs, rejectUnauthorized: options.verifyTls ?? true },
    headersTimeout: answerTimeoutMs,
    bodyTimeout: options.idleTimeoutMs ?? 60_000,
  });
}
