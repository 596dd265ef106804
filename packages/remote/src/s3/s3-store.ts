import { setTimeout as sleep } from "node:timers/promises";
import { IntentsmithError, messageOf, sha256 } from "@intentsmith/core";
import { request, type Dispatcher } from "undici";
import { refuseOpenSecret } from "../token-address.ts";
import { encodeKey, signRequest, type Credentials } from "./sign-request.ts";

export interface S3StoreOptions {
  dispatcher: Dispatcher;
  /**
   * AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION or AWS_DEFAULT_REGION (us-east-1 without), and
   * for other stores than Amazon's AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL. Default: `process.env`.
   */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Attempts in a row before giving up. Default 4. */
  attempts?: number;
  /** Wait before the second attempt, in milliseconds, doubled each time. Default 500. */
  retryDelayMs?: number;
  /** The time that is signed. Default: the clock's. */
  now?: () => Date;
}

interface Answer {
  status: number;
  body: Buffer;
}

/** Objects below a prefix of a bucket, in Amazon S3 or a store that speaks its protocol. */
export class S3Store {
  readonly #base: URL;
  readonly #prefix: string;
  readonly #region: string;
  readonly #credentials: Credentials;
  readonly #options: S3StoreOptions;

  /** `address`: `s3://bucket/prefix`. @throws ARGUMENT_INVALID for another address, or without keys. */
  constructor(address: string, options: S3StoreOptions) {
    const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(address) ?? [];
    if (bucket === undefined) {
      throw new IntentsmithError("ARGUMENT_INVALID", `${address}: s3://bucket/prefix expected`);
    }
    const { environment = process.env } = options;
    this.#options = options;
    this.#prefix = prefix.replaceAll(/^\/+|\/+$/g, "");
    this.#region = environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || "us-east-1";
    this.#credentials = readCredentials(address, environment);
    const endpoint = environment["AWS_ENDPOINT_URL_S3"] || environment["AWS_ENDPOINT_URL"];
    // Other stores have no host name for every bucket; Amazon's certificates cover none with a dot.
    this.#base =
      endpoint !== undefined
        ? new URL(`${endpoint.replace(/\/+$/, "")}/${bucket}/`)
        : bucket.includes(".")
          ? new URL(`https://s3.${this.#region}.amazonaws.com/${bucket}/`)
          : new URL(`https://${bucket}.s3.${this.#region}.amazonaws.com/`);
    refuseOpenSecret(this.#base.href, "what is stored");
  }

  /**
   * Writes an object whole: a reader sees the old one or the new. The store compares the body with the signed SHA-256.
   * @throws NETWORK_FAILED.
   */
  async put(name: string, body: Uint8Array): Promise<void> {
    const { status, body: answer } = await this.#send("PUT", name, body);
    if (status !== 200) throw this.#failed(name, status, answer);
  }

  /** An object's bytes, undefined if there is none. @throws NETWORK_FAILED. */
  async get(name: string): Promise<Buffer | undefined> {
    const { status, body } = await this.#send("GET", name);
    if (status === 404) return undefined;
    if (status !== 200) throw this.#failed(name, status, body);
    return body;
  }

  /** Address and headers of a signed GET, valid for a quarter of an hour: for `download`, which writes large objects to disk. */
  signedGet(name: string): { url: string; headers: Record<string, string> } {
    const { now = () => new Date() } = this.#options;
    const url = new URL(this.#base.href + encodeKey(this.#keyOf(name)));
    const unsigned = { method: "GET", url, headers: {}, payloadSha256: sha256("") };
    const { host: _, ...headers } = signRequest(unsigned, this.#credentials, this.#region, now());
    return { url: url.href, headers };
  }

  /** Tries again what may pass: a broken connection, a store that is busy. */
  async #send(method: string, name: string, body: Uint8Array = new Uint8Array()): Promise<Answer> {
    const { attempts = 4, retryDelayMs = 500 } = this.#options;
    for (let attempt = 1; ; attempt++) {
      let reason: string;
      try {
        const answer = await this.#sendOnce(method, name, body);
        if (answer.status !== 429 && answer.status < 500) return answer;
        reason = `the store answered ${answer.status}`;
      } catch (error) {
        reason = messageOf(error);
      }
      if (attempt >= attempts) {
        throw new IntentsmithError("NETWORK_FAILED", `${this.#nameOf(name)}: ${reason}`, {
          hint: "Try again later; what is current there has not changed.",
        });
      }
      await sleep(retryDelayMs * 2 ** (attempt - 1));
    }
  }

  async #sendOnce(method: string, name: string, body: Uint8Array): Promise<Answer> {
    const { dispatcher, now = () => new Date() } = this.#options;
    const url = new URL(this.#base.href + encodeKey(this.#keyOf(name)));
    const headers = signRequest(
      { method, url, headers: {}, payloadSha256: sha256(body) },
      this.#credentials,
      this.#region,
      now(),
    );
    const answer = await request(url, {
      method: method as "GET",
      headers,
      dispatcher,
      ...(method === "PUT" ? { body } : {}),
    });
    return { status: answer.statusCode, body: Buffer.from(await answer.body.arrayBuffer()) };
  }

  #keyOf(name: string): string {
    return this.#prefix === "" ? name : `${this.#prefix}/${name}`;
  }

  #nameOf(name: string): string {
    return `${this.#base.host}${this.#base.pathname}${this.#keyOf(name)}`;
  }

  #failed(name: string, status: number, answer: Buffer): IntentsmithError {
    const code = /<Code>([\w.]{1,80})<\/Code>/.exec(answer.toString("utf8"))?.[1];
    const refused = status === 401 || status === 403;
    return new IntentsmithError(
      "NETWORK_FAILED",
      `${this.#nameOf(name)}: the store answered ${status}${code === undefined ? "" : ` ${code}`}`,
      {
        hint: refused
          ? "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and what the key may write there."
          : "Check the bucket's name, AWS_REGION, and AWS_ENDPOINT_URL where the store is not Amazon's.",
      },
    );
  }
}

function readCredentials(address: string, environment: NonNullable<S3StoreOptions["environment"]>): Credentials {
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  if (!accessKeyId || !secretAccessKey) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${address}: no keys for the store`, {
      hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
