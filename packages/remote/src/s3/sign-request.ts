import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials. */
  sessionToken?: string;
}

export interface UnsignedRequest {
  method: string;
  url: URL;
  /** All of them are signed; `host` is added. */
  headers: Readonly<Record<string, string>>;
  /** Of the body, in hexadecimal. */
  payloadSha256: string;
}

/**
 * The headers of a request to an S3-compatible store, signed with AWS Signature Version 4 ("Authenticating Requests:
 * Using the Authorization Header", Amazon S3 API Reference): the signature covers method, address, headers and the SHA-256 of
 * the body, so that a store refuses a body that was changed on its way.
 */
export function signRequest(
  { method, url, headers, payloadSha256 }: UnsignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  region: string,
  now: Date,
): Record<string, string> {
  const timestamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, ""); // 20130524T000000Z
  const date = timestamp.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    "x-amz-content-sha256": payloadSha256,
    "x-amz-date": timestamp,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(all).sort();
  const signedHeaders = names.join(";");
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${(all[name] as string).trim().replaceAll(/ +/g, " ")}`),
    "",
    signedHeaders,
    payloadSha256,
  ].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n");
  const key = [date, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString("hex");
  const credential = `${accessKeyId}/${scope}`;
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`,
  };
}

/** A key's place in an address: everything but letters, digits, `-._~` and `/` is escaped, once. */
export function encodeKey(key: string): string {
  const escape = (part: string): string =>
    encodeURIComponent(part).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return key.split("/").map(escape).join("/");
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encodeKey(name).replaceAll("/", "%2F")}=${encodeKey(value).replaceAll("/", "%2F")}`)
    .sort()
    .join("&");
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
