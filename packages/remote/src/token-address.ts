import { IntentsmithError, redactUrl } from "@intentsmith/core";

/** Whether an address stays on this machine: `localhost`, `127.0.0.0/8`, `[::1]`. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/**
 * Refuses to send a secret in the open: plain `http://` is for this machine only.
 * @param secret what would be sent, in words, such as `the token of HF_TOKEN`
 * @throws ARGUMENT_INVALID
 */
export function refuseOpenSecret(url: string, secret: string): void {
  if (new URL(url).protocol === "https:" || isLoopback(url)) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${redactUrl(url)}: ${secret} would travel unencrypted`, {
    hint: "Use the server's https:// address, or reach it through a tunnel on 127.0.0.1.",
  });
}
