import { IntentsmithError } from "@intentsmith/core";
import { invalidSetting } from "./invalid-setting.ts";

const exampleAddress = "For example: https://wandb.company.example";

export const defaultBaseUrl = "https://api.wandb.ai";

/** The server of an upload. */
export interface Host {
  /** Address of the API without a trailing slash. */
  baseUrl: string;
  /** The address that the user's keys without a host (`WANDB_API_KEY`, `api_key`) belong to. */
  keysBelongTo: string;
}

/** An address as somebody wrote it, and where, for messages: `--to`, a variable, a file's key. */
export interface WrittenAddress {
  text: string;
  place: string;
}

/**
 * Settles which server a run goes to. A folder may come from somebody else, so that what is found in one never decides
 * where a key goes: it may say where the run was meant to go, and `findApiKey` looks for a key of that host.
 * @param from `named`: by the user for this call (`--to`, `WANDB_BASE_URL`); `found`: in a run's or the working folder;
 * `usual`: in the user's settings file
 * @throws CONFIG_INVALID for what is no address
 */
export function settleHost(from: {
  named: WrittenAddress | undefined;
  found: WrittenAddress | undefined;
  usual: WrittenAddress | undefined;
}): Host {
  const configured = from.named ?? from.usual ?? { text: defaultBaseUrl, place: "the default" };
  return { baseUrl: addressOf(from.named ?? from.found ?? configured), keysBelongTo: addressOf(configured) };
}

/** What `--to` names: an address, or a host alone, which is reached by https. */
export function namedHost(text: string): WrittenAddress {
  return { text: /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(text) ? `https://${text}` : text, place: "--to" };
}

/** The same address with its place; undefined where nothing is written. */
export function writtenAt(place: string, text: string | undefined): WrittenAddress | undefined {
  return text === undefined || text === "" ? undefined : { text, place };
}

/** An address without slashes at its end. */
function addressOf({ text, place }: WrittenAddress): string {
  const address = text.replace(/\/+$/, "");
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw invalidSetting(place, "an address that starts with http:// or https://", text, exampleAddress);
  }
  return address;
}

/** Whether two addresses are the same server and path. */
export function isSameAddress(a: string, b: string): boolean {
  return new URL(a).href === new URL(b).href;
}

/** @returns the error for a host that a folder names and the user does not. */
export function hostRefused({ baseUrl, keysBelongTo }: Host): IntentsmithError {
  return new IntentsmithError(
    "TRACKING_HOST_REFUSED",
    `a file of the folder names the W&B server ${baseUrl}; the key is for ${keysBelongTo} and was not sent`,
    {
      hint:
        `If this server is yours, name it: \`intentsmith runs sync RUN --to ${baseUrl}\`, WANDB_BASE_URL, or an entry ` +
        `in ~/.netrc (\`wandb login\` writes one). To send the run to the other: --to ${keysBelongTo}.`,
    },
  );
}
