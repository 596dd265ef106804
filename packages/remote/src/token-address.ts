import { IntentsmithError, redactUrl } from "@intentsmith/core";

/** Whether only this machine reaches a host: `localhost` and names below it, `127.0.0.0/8`, `::1` (in an address `[::1]`). */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host);
}

/**
 * Refuses to send a secret in the open: plain `http://` is for this machine only.
 * @param secret what would be sent, in words, such as `the token of HF_TOKEN`
 * @throws ARGUMENT_INVALID
 */
export function refuseOpenSecret(url: string, secret: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || isLoopback(hostname)) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${redactUrl(url)}: ${secret} would travel unencrypted`, {
    hint: "Use the server's https:// address, or reach it through a tunnel on 127.0.0.1.",
  });
}
