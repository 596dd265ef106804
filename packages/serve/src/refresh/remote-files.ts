import { IntentsmithError, messageOf, redactUrl } from "@intentsmith/core";
import { createDispatcher, download, DownloadFailed, S3Store } from "@intentsmith/remote";
import { request, type Dispatcher } from "undici";
import { instanceCredentials } from "./instance-credentials.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A manifest or a pointer is never larger. */
const mostBytes = 10_000_000;

/** Files below an address that a service copies its versions from. */
export interface RemoteFiles {
  /** For messages, without credentials. */
  readonly where: string;
  /** A small file, or "unchanged" since it was last read. @throws FILE_NOT_FOUND, NETWORK_FAILED. */
  readPointer(name: string): Promise<string>;
  /** The next `readPointer` reads it in any case. */
  forgetPointer(): void;
  /** @throws FILE_NOT_FOUND, NETWORK_FAILED. */
  read(name: string): Promise<Buffer>;
  /** Copies a file to `path`; goes on where an earlier copy was cut. @throws NETWORK_FAILED. */
  copy(name: string, path: string, sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws ARGUMENT_INVALID for an address that is none. */
export function openRemoteFiles(address: string, environment: Environment = process.env): RemoteFiles {
  const dispatcher = createDispatcher({ environment });
  return address.startsWith("s3://")
    ? new S3Files(address, dispatcher, environment)
    : new HttpFiles(address, dispatcher);
}

const retries = { attempts: 4, retryDelayMs: 500 };

async function copyUrl(
  { url, headers }: { url: string; headers: Record<string, string> },
  { path, sizeBytes, dispatcher }: { path: string; sizeBytes: number; dispatcher: Dispatcher },
): Promise<void> {
  try {
    await download(url, path, { dispatcher, headers, sizeBytes, ...retries, onProgress: () => {}, onRetry: () => {} });
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    throw networkFailed(url, messageOf(error), error);
  }
}

class HttpFiles implements RemoteFiles {
  readonly where: string;
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #dispatcher: Dispatcher;
  #etag: string | undefined;

  constructor(address: string, dispatcher: Dispatcher) {
    const url = new URL(address.replace(/\/+$/, ""));
    const { username, password } = url;
    const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
    this.#headers = username === "" ? {} : { authorization: `Basic ${basic}` };
    [url.username, url.password] = ["", ""];
    this.#base = url.href.replace(/\/+$/, "");
    this.where = redactUrl(this.#base);
    this.#dispatcher = dispatcher;
  }

  async readPointer(name: string): Promise<string> {
    const condition = this.#etag === undefined ? {} : { "if-none-match": this.#etag };
    const { status, body, etag } = await this.#get(name, condition);
    if (status === 304) return "unchanged";
    this.#etag = etag;
    return body.toString("utf8");
  }

  forgetPointer(): void {
    this.#etag = undefined;
  }

  async read(name: string): Promise<Buffer> {
    return (await this.#get(name, {})).body;
  }

  async copy(name: string, path: string, sizeBytes: number): Promise<void> {
    const headers = this.#headers;
    await copyUrl({ url: this.#urlOf(name), headers }, { path, sizeBytes, dispatcher: this.#dispatcher });
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  #urlOf(name: string): string {
    return `${this.#base}/${name.split("/").map(encodeURIComponent).join("/")}`;
  }

  async #get(
    name: string,
    condition: Record<string, string>,
  ): Promise<{ status: number; body: Buffer; etag: string | undefined }> {
    const url = this.#urlOf(name);
    let answer: Dispatcher.ResponseData;
    try {
      answer = await request(url, { dispatcher: this.#dispatcher, headers: { ...this.#headers, ...condition } });
      const { statusCode: status, headers } = answer;
      const length = Number(headers["content-length"] ?? 0);
      if (length > mostBytes) {
        answer.body.destroy();
        throw networkFailed(url, `${length} bytes, at most ${mostBytes} expected`);
      }
      const body = Buffer.from(await answer.body.arrayBuffer());
      if (status === 404) throw notFound(url);
      if (status !== 200 && !(status === 304 && "if-none-match" in condition)) {
        throw networkFailed(url, `the server answered ${status}`);
      }
      const etag = typeof headers["etag"] === "string" ? headers["etag"] : undefined;
      return { status, body, etag };
    } catch (error) {
      if (error instanceof IntentsmithError) throw error;
      throw networkFailed(url, messageOf(error), error);
    }
  }
}

class S3Files implements RemoteFiles {
  readonly where: string;
  readonly #address: string;
  readonly #dispatcher: Dispatcher;
  readonly #environment: Environment;
  #pointer: string | undefined;

  constructor(address: string, dispatcher: Dispatcher, environment: Environment) {
    this.#address = address;
    this.where = address.replace(/\/+$/, "");
    this.#dispatcher = dispatcher;
    this.#environment = environment;
  }

  async readPointer(name: string): Promise<string> {
    const pointer = (await this.read(name)).toString("utf8");
    if (pointer === this.#pointer) return "unchanged";
    this.#pointer = pointer;
    return pointer;
  }

  forgetPointer(): void {
    this.#pointer = undefined;
  }

  async read(name: string): Promise<Buffer> {
    const found = await (await this.#store()).get(name);
    if (found === undefined) throw notFound(`${this.where}/${name}`);
    return found;
  }

  async copy(name: string, path: string, sizeBytes: number): Promise<void> {
    await copyUrl((await this.#store()).signedGet(name), { path, sizeBytes, dispatcher: this.#dispatcher });
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  /** The keys of an instance's role change every few hours. */
  async #store(): Promise<S3Store> {
    const environment = { ...this.#environment, ...(await instanceCredentials(this.#environment)) };
    return new S3Store(this.#address, { dispatcher: this.#dispatcher, environment, ...retries });
  }
}

function notFound(where: string): IntentsmithError {
  return new IntentsmithError("FILE_NOT_FOUND", `${redactUrl(where)}: not there`, {
    hint: "Publish a version with `intentsmith export --push`, which writes the pointer last.",
  });
}

function networkFailed(where: string, why: string, cause?: unknown): IntentsmithError {
  return new IntentsmithError("NETWORK_FAILED", `${redactUrl(where)}: ${why}`, {
    hint: "The version that is served stays; the next look tries again.",
    cause,
  });
}
