import { messageOf, redactUrl, type Logger } from "@intentsmith/core";
import type { Redis } from "ioredis";
import type { RateLimiter } from "./rate-limiter.ts";

/** The bucket of RateLimiter, in Redis and on Redis' clock: one step, so that machines cannot come between. */
const spendScript = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + now[2] / 1000
local perMinute = tonumber(ARGV[1])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'ms')
local tokens = tonumber(bucket[1]) or perMinute
local filled = tonumber(bucket[2]) or ms
tokens = math.min(perMinute, tokens + math.max(0, ms - filled) * perMinute / 60000)
local wait = 0
if tokens < 1 then wait = math.max(1, math.ceil((1 - tokens) * 60 / perMinute)) else tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'ms', tostring(ms))
redis.call('PEXPIRE', KEYS[1], 120000)
return wait`;

/** An answer that takes longer than this counts as none. */
const commandTimeoutMs = 250;

export interface SharedRateLimiterOptions {
  /** `redis://host:6379/0` */
  url: string;
  /** Counts while Redis is away. */
  fallback: RateLimiter;
  /** By how many machines a limit is divided meanwhile. */
  machines: number;
  logger: Logger;
}

/** Counts a key's requests for all machines. Where Redis does not answer, each machine counts its share in memory. */
export class SharedRateLimiter {
  readonly #options: SharedRateLimiterOptions;
  readonly #redis: Redis;
  #away = false;

  private constructor(redis: Redis, options: SharedRateLimiterOptions) {
    this.#redis = redis;
    this.#options = options;
    redis.on("error", (error: Error) => this.#noteAway(messageOf(error) || "no connection"));
    redis.on("ready", () => {
      if (this.#away) options.logger.info("rate limits: Redis is back");
      this.#away = false;
    });
  }

  static async start(options: SharedRateLimiterOptions): Promise<SharedRateLimiter> {
    const { Redis } = await import("ioredis");
    const redis = new Redis(options.url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: commandTimeoutMs,
      connectTimeout: 2000,
      retryStrategy: (attempt) => Math.min(1000, attempt * 100),
    });
    return new SharedRateLimiter(redis, options);
  }

  get connected(): boolean {
    return this.#redis.status === "ready";
  }

  /** Takes one request. @returns 0, or the whole seconds until there is another. Never throws. */
  async spend(name: string, perMinute: number): Promise<number> {
    const { fallback, machines } = this.#options;
    try {
      if (this.#redis.status !== "ready") throw new Error("no connection");
      return (await this.#redis.eval(spendScript, 1, `intentsmith:rate:${name}`, perMinute)) as number;
    } catch (error) {
      this.#noteAway(messageOf(error));
      return fallback.spend(name, Math.max(1, perMinute / machines));
    }
  }

  stop(): void {
    this.#redis.disconnect();
  }

  #noteAway(why: string): void {
    if (this.#away) return;
    this.#away = true;
    this.#options.logger.warn(
      `rate limits: ${redactUrl(this.#options.url)}: ${why}; each machine counts its share in memory meanwhile`,
    );
  }
}
