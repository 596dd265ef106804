import { IntentsmithError } from "@intentsmith/core";
import { refuseOpenSecret } from "@intentsmith/remote";
import { type Host, hostRefused, isSameAddress } from "./host.ts";
import { netrcKey } from "./netrc.ts";

/**
 * The check that the official client does before it sends a key: 40 characters or more of `[A-Za-z0-9_-]`, with an
 * optional prefix such as `local-`; or a token of three parts separated by dots (a JWT).
 * @returns what is wrong with it, or undefined. Never contains the key.
 */
export function apiKeyFault(key: string): string | undefined {
  if (key === "") return "it is empty";
  if (key !== key.trim()) return "it starts or ends with a space or a line break";
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(key)) return undefined;
  const dash = key.indexOf("-");
  const secret = dash < 0 ? key : key.slice(dash + 1);
  if (!/^[\w-]+$/.test(key)) return "it contains characters other than letters, digits, _ and -";
  if (secret.length < 40) return `it has ${secret.length} characters; at least 40 are expected`;
  return undefined;
}

/** @throws CONFIG_INVALID if the key cannot be one. */
export function checkApiKey(key: string, source: string): void {
  const fault = apiKeyFault(key);
  if (fault !== undefined) {
    throw new IntentsmithError("CONFIG_INVALID", `${source}: not a Weights & Biases API key: ${fault}`, {
      hint: "Copy the key again from the page /authorize of your W&B server.",
    });
  }
}

/** @returns the error for mode online without a key. */
export function noApiKey(baseUrl: string): IntentsmithError {
  return new IntentsmithError("TRACKING_NO_KEY", `tracking.wandb is online, but no API key for ${baseUrl} was found`, {
    hint:
      "Set WANDB_API_KEY, or run `wandb login`, or set tracking.wandb.mode to offline and send the run later with " +
      "`intentsmith runs sync`.",
  });
}

/**
 * The user's key for a server: netrc's entry of that host, and, only where the user named the server himself, the keys
 * that say no host (`WANDB_API_KEY` before netrc, `api_key` of his settings file after it).
 * @throws TRACKING_NO_KEY; TRACKING_HOST_REFUSED; CONFIG_INVALID if the key cannot be one; ARGUMENT_INVALID for plain
 * `http://` off this machine
 */
export function findApiKey(
  host: Host,
  environment: Readonly<Record<string, string | undefined>>,
  userSettings: Readonly<Record<string, string>>,
  home: string,
): string {
  const isUsers = isSameAddress(host.baseUrl, host.keysBelongTo);
  const candidates: [string, string | undefined][] = [
    ["WANDB_API_KEY", isUsers ? environment["WANDB_API_KEY"] : undefined],
    ["netrc", netrcKey(host.baseUrl, environment, home)],
    ["the W&B settings file", isUsers ? userSettings["api_key"] : undefined],
  ];
  for (const [source, key] of candidates) {
    if (key === undefined || key === "") continue;
    checkApiKey(key, source);
    refuseOpenSecret(host.baseUrl, "the W&B key");
    return key;
  }
  throw isUsers ? noApiKey(host.baseUrl) : hostRefused(host);
}
