import { fetch, type Dispatcher, type RequestInit } from "undici";

/** Address of the Hugging Face hub, or of the one that HF_ENDPOINT names; without a slash at its end. */
export function hubAddress(environment: Readonly<Record<string, string | undefined>>): string {
  return (environment["HF_ENDPOINT"] || "https://huggingface.co").replace(/\/+$/, "");
}

/** A `fetch` whose requests go through the dispatcher, for libraries that take one. */
export function fetchThrough(dispatcher: Dispatcher): typeof globalThis.fetch {
  const through = (url: string, init: RequestInit): ReturnType<typeof fetch> => fetch(url, { ...init, dispatcher });
  return through as unknown as typeof globalThis.fetch;
}
