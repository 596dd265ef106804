import { IntentsmithError, messageOf } from "@intentsmith/core/web";
import type { BundleFile } from "../exported/manifest.ts";

export type Fetch = (address: string) => Promise<Response>;

/** The bytes of a file at an address. @throws NETWORK_FAILED; FILE_NOT_FOUND for an answer that is not the file. */
export async function fetchFile(address: string, fetcher: Fetch): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetcher(address);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new IntentsmithError("NETWORK_FAILED", `${address}: cannot be fetched: ${messageOf(error)}`, {
      hint: "Is the server running, and does it allow this page to read from it (CORS)?",
      cause: error,
    });
  }
  throw new IntentsmithError("FILE_NOT_FOUND", `${address}: the server answered ${response.status}`, {
    hint: "Put the whole folder that `intentsmith export` wrote on the server.",
  });
}

/**
 * Fetches a file of an exported folder and compares it with the manifest; `verify: false`: its size only.
 * @throws NETWORK_FAILED, FILE_NOT_FOUND; MODEL_MALFORMED for another size or hash; ARGUMENT_INVALID where the browser gives the
 * page no hashes.
 */
export async function fetchChecked(
  address: string,
  expected: BundleFile | undefined,
  verify: boolean,
  fetcher: Fetch,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await fetchFile(address, fetcher);
  if (expected === undefined) throw malformed(address, "the manifest does not name it");
  if (bytes.byteLength !== expected.sizeBytes) {
    throw malformed(address, `${expected.sizeBytes} bytes expected by the manifest, ${bytes.byteLength} found`);
  }
  const found = verify ? await sha256Of(bytes) : expected.sha256;
  if (found === expected.sha256) return bytes;
  throw malformed(address, `SHA-256 ${expected.sha256} expected by the manifest, ${found} found`);
}

const hashing = (): typeof globalThis.crypto.subtle | undefined => globalThis.crypto.subtle;

/** Whether this page can compute hashes: it came by https or from localhost. */
export const canHash = (): boolean => hashing() !== undefined;

/** In hexadecimal digits. @throws ARGUMENT_INVALID outside of a secure context. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = hashing();
  if (subtle === undefined) {
    throw new IntentsmithError("ARGUMENT_INVALID", "this page can compute no hashes: it was not loaded by https", {
      hint: "Serve it by https (or from localhost), or load with { verify: false }, which compares sizes only.",
    });
  }
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const malformed = (address: string, fault: string): IntentsmithError =>
  new IntentsmithError("MODEL_MALFORMED", `${address}: ${fault}`, {
    hint: "Copy the whole folder anew; a cache may hold a file of an earlier export.",
  });
