import type { FastifyRequest } from "fastify";
import { RequestError } from "../contract/request-error.ts";
import type { KeyStore, Scope, StoredKey } from "../keys/key-store.ts";
import { RateLimiter } from "../keys/rate-limiter.ts";

export interface AuthenticationOptions {
  keys: KeyStore;
  /** A key without a limit of its own, in requests a minute. */
  requestsPerMinute: number;
  /** Wrong or missing keys an address may send in a minute. */
  failedKeysPerMinute: number;
  /** Counts the requests of a key; in the memory of this process where it is left out. */
  perKey?: RequestCounter;
}

/** Takes one request from a name's bucket: 0, or the seconds until there is another. */
export interface RequestCounter {
  spend(name: string, perMinute: number): number | Promise<number>;
}

/**
 * Finds the key of a request, then counts it: keys first, so that nobody makes buckets with invented ones.
 * @returns a function that rejects with KEY_MISSING, KEY_INVALID, SCOPE_MISSING or RATE_LIMITED.
 */
export function authenticator(
  options: AuthenticationOptions,
): (request: FastifyRequest, scope: Scope) => Promise<StoredKey> {
  const perKey = options.perKey ?? new RateLimiter();
  const failed = new RateLimiter();
  const refuse = async (
    request: FastifyRequest,
    code: "KEY_MISSING" | "KEY_INVALID",
    message: string,
  ): Promise<never> => {
    await spend(
      failed,
      request.ip,
      options.failedKeysPerMinute,
      "too many requests without a valid key from this address",
    );
    throw new RequestError(code, message);
  };
  return async (request, scope) => {
    const given = keyOf(request);
    if (given === undefined) return await refuse(request, "KEY_MISSING", "expected Authorization: Bearer <key>");
    const key = options.keys.find(given);
    if (key === undefined) return await refuse(request, "KEY_INVALID", "the API key is unknown, revoked or expired");
    if (!key.scopes.includes(scope)) throw new RequestError("SCOPE_MISSING", `the API key may not ${scope}`);
    await spend(
      perKey,
      key.id,
      key.requestsPerMinute ?? options.requestsPerMinute,
      "this key has used up its requests",
    );
    return key;
  };
}

async function spend(limiter: RequestCounter, name: string, perMinute: number, message: string): Promise<void> {
  const retryAfterS = await limiter.spend(name, perMinute);
  if (retryAfterS > 0) throw new RequestError("RATE_LIMITED", message, { retryAfterS });
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const header = headers["x-api-key"];
  return bearer ?? (typeof header === "string" ? header : undefined);
}
