import { RequestRefused } from "./request-refused.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Transport } from "./transport.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** Headers that carry the key; for the API only, never for upload addresses. */
export function authorization(apiKey: string | undefined): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`api:${apiKey ?? ""}`).toString("base64")}` };
}

/** Sends GraphQL operations. */
export class GraphqlClient {
  readonly #transport: Transport;
  readonly #settings: WandbSettings;

  constructor(transport: Transport, settings: WandbSettings) {
    this.#transport = transport;
    this.#settings = settings;
  }

  /**
   * Runs an operation and returns its `data`. Null variables may be left out.
   * @throws RequestRefused for HTTP failures, and for an answer with `errors` (which is not tried again).
   */
  async run<Data>(
    operationName: string,
    query: string,
    variables: Record<string, unknown>,
    policy: RetryPolicy,
  ): Promise<Data> {
    const settings = this.#settings;
    const text = await this.#transport.send(
      {
        method: "POST",
        url: `${settings.baseUrl}/graphql`,
        headers: {
          ...authorization(settings.apiKey),
          "content-type": "application/json",
          "x-wandb-username": settings.username,
          "x-wandb-user-email": settings.userEmail,
        },
        body: JSON.stringify({ query, variables, operationName }),
      },
      policy,
    );
    let reply: { data?: Data | null; errors?: { message?: string }[] };
    try {
      reply = JSON.parse(text) as typeof reply;
    } catch {
      throw new RequestRefused(`${operationName}: ${settings.baseUrl} answered something other than JSON`);
    }
    if (reply.errors !== undefined && reply.errors.length > 0) {
      const messages = reply.errors.map((error) => error.message ?? "no message").join("; ");
      throw new RequestRefused(`${operationName}: ${messages}`);
    }
    if (reply.data === undefined || reply.data === null)
      throw new RequestRefused(`${operationName}: no data came back`);
    return reply.data;
  }
}
