import { SharedRateLimiter, RateLimiter } from "@intentsmith/serve";
import { silentLogger } from "@intentsmith/core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { LocalRedis, redisServer, withoutRedis } from "../servers/redis.ts";

describe.skipIf(redisServer === undefined)(`rate limits in Redis (${withoutRedis})`, () => {
  let redis: LocalRedis;
  beforeAll(async () => {
    redis = await LocalRedis.start();
  });
  afterAll(async () => await redis.remove());

  async function machine(messages: string[] = []): Promise<SharedRateLimiter> {
    const log = (message: string): void => void messages.push(message);
    const limiter = await SharedRateLimiter.start({
      url: redis.url,
      fallback: new RateLimiter(),
      machines: 2,
      logger: { ...silentLogger, warn: log, info: log },
    });
    onTestFinished(() => limiter.stop());
    return limiter;
  }
  /** Requests that are let in of so many, one after the other. */
  async function letIn(limiters: SharedRateLimiter[], name: string, perMinute: number, count: number): Promise<number> {
    let found = 0;
    for (let i = 0; i < count; i++) {
      const wait = await (limiters[i % limiters.length] as SharedRateLimiter).spend(name, perMinute);
      if (wait === 0) found++;
    }
    return found;
  }
  const connected = async (limiter: SharedRateLimiter): Promise<void> =>
    await expect.poll(() => limiter.connected, { timeout: 5000 }).toBe(true);

  it("two machines share one limit, and the wait is said in whole seconds", async () => {
    const [one, two] = [await machine(), await machine()];
    await connected(one);
    await connected(two);
    expect(await letIn([one, two], "shared", 10, 30)).toBe(10);
    expect(await one.spend("shared", 10)).toBeGreaterThanOrEqual(1);
    expect(await two.spend("another", 10)).toBe(0);
  });

  it("a bucket fills again: 600 a minute are 10 a second", async () => {
    const limiter = await machine();
    await connected(limiter);
    expect(await letIn([limiter], "fills", 600, 600)).toBe(600);
    await new Promise((later) => setTimeout(later, 1000));
    const again = await letIn([limiter], "fills", 600, 40);
    expect(again).toBeGreaterThanOrEqual(9);
  });

  it("gone and back: each machine counts its share meanwhile, and says so once", async () => {
    const messages: string[] = [];
    const limiter = await machine(messages);
    await connected(limiter);
    await redis.down();
    expect(await letIn([limiter], "away", 10, 30)).toBe(5);
    await redis.up();
    await connected(limiter);
    expect(await limiter.spend("back", 1)).toBe(0);
    expect(await limiter.spend("back", 1)).toBeGreaterThan(0);
    expect(messages).toEqual([
      expect.stringMatching(/each machine counts its share in memory meanwhile/),
      "rate limits: Redis is back",
    ]);
  });
});
