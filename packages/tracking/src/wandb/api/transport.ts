import { messageOf, redactUrl, systemErrorCode } from "@intentsmith/core";
import { createDispatcher } from "@intentsmith/remote";
import { type Dispatcher, request } from "undici";
import { RequestRefused } from "./request-refused.ts";
import { type RetryPolicy, waitBeforeRetry } from "./retry.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

export interface HttpRequest {
  method: "POST" | "PUT";
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** Sends requests with retries. One for each run that is uploaded. */
export class Transport {
  readonly #dispatcher: Dispatcher;
  /** The request that is under way. */
  #current: AbortController | undefined;
  #closed = false;
  /** Ends the wait that is going on, if any. */
  #wake: (() => void) | undefined;
  #hurried = false;
  readonly #patienceMs: number;
  readonly #onRetry: (reason: string) => void;

  constructor(
    settings: Pick<WandbSettings, "proxy" | "verifyTls">,
    options: {
      /** Milliseconds after which a request is not tried again, whatever its policy says. */
      patienceMs?: number;
      /** Told of each failure that will be tried again. */
      onRetry?: (reason: string) => void;
    } = {},
  ) {
    const { proxy } = settings;
    this.#dispatcher = createDispatcher({
      environment: { HTTP_PROXY: proxy?.http, HTTPS_PROXY: proxy?.https, NO_PROXY: proxy?.none },
      verifyTls: settings.verifyTls,
      connectTimeoutMs: 30_000,
      // Each request has a limit of its own, by its policy.
      answerTimeoutMs: 0,
      idleTimeoutMs: 0,
    });
    this.#patienceMs = options.patienceMs ?? Infinity;
    this.#onRetry = options.onRetry ?? ((): void => {});
  }

  /**
   * Sends a request until it succeeds.
   * @returns the reply's text. @throws RequestRefused for a fatal status or when the retries are used up.
   */
  async send(message: HttpRequest, policy: RetryPolicy): Promise<string> {
    const deadlineMs = Date.now() + this.#patienceMs;
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#try(message, policy);
      if (typeof failure === "string") return failure;
      const { reason, status, retryAfter } = failure;
      const paceAttempt = this.#hurried ? 0 : attempt;
      const waitMs = waitBeforeRetry(policy, paceAttempt, retryAfter, Math.random(), Date.now());
      const outOfTries = attempt >= policy.retries || Date.now() + waitMs > deadlineMs;
      if (failure.fatal || outOfTries || this.#closed) throw new RequestRefused(reason, status);
      this.#onRetry(reason);
      await this.wait(waitMs);
    }
  }

  /** Waits; `hurry` and `close` cut it short. */
  async wait(durationMs: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, durationMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Ends the wait that is going on, so that the next try comes at once, and keeps later waits short. */
  hurry(): void {
    this.#hurried = true;
    this.#wake?.();
  }

  /** Breaks off what is under way and closes all connections. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#current?.abort();
    this.hurry();
    await this.#dispatcher.destroy();
  }

  async #try(message: HttpRequest, policy: RetryPolicy): Promise<string | Failure> {
    const where = `${message.method} ${redactUrl(message.url)}`;
    const controller = new AbortController();
    this.#current = controller;
    let timedOut = false;
    const onTimeout = (): void => {
      timedOut = true;
      controller.abort();
    };
    const timer = policy.timeoutMs === undefined ? undefined : setTimeout(onTimeout, policy.timeoutMs);
    try {
      const reply = await request(message.url, {
        method: message.method,
        headers: { "user-agent": "intentsmith", ...message.headers },
        body: message.body,
        dispatcher: this.#dispatcher,
        signal: controller.signal,
      });
      const text = await reply.body.text();
      if (reply.statusCode >= 200 && reply.statusCode < 300) return text;
      const explanation = explanationIn(text);
      const retryAfter = reply.headers["retry-after"];
      return {
        reason: `${where}: HTTP ${reply.statusCode}${explanation === "" ? "" : `: ${explanation}`}`,
        status: reply.statusCode,
        fatal: policy.isFatal(reply.statusCode),
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      };
    } catch (error) {
      const reason = timedOut ? `no reply within ${(policy.timeoutMs ?? 0) / 1000} s` : connectionFault(error);
      return { reason: `${where}: ${reason}`, status: undefined, fatal: isUntrusted(error), retryAfter: undefined };
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Failure {
  reason: string;
  status: number | undefined;
  fatal: boolean;
  retryAfter: string | undefined;
}

/** The server's own words in a failed reply: `{"error": "…"}`, `{"error": {"message"}}` or `{"errors": […]}`. */
function explanationIn(text: string): string {
  try {
    const reply = JSON.parse(text) as { error?: unknown; errors?: unknown[] };
    const first = reply.error ?? reply.errors?.[0] ?? "";
    const words = typeof first === "string" ? first : (first as { message?: unknown }).message;
    return redactUrl(String(words ?? "")).slice(0, 300);
  } catch {
    return redactUrl(text.trim()).slice(0, 100);
  }
}

function connectionFault(error: unknown): string {
  return messageOf(error) || systemErrorCode(error) || "the connection failed";
}

/** A certificate that does not verify will not verify next time either. */
function isUntrusted(error: unknown): boolean {
  return /CERT|TLS|SSL|UNABLE_TO_VERIFY|INVALID_URL|INVALID_ARG/.test(systemErrorCode(error) ?? "");
}
