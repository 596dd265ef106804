import type { Logger } from "@intentsmith/core";
import type { ConversationInput } from "../contract/schemas.ts";
import type { ModelAnswer } from "../engine/messages.ts";
import type { KeyStore } from "../keys/key-store.ts";
import type { RequestCounter } from "./authenticate.ts";
import type { ServiceSettings } from "../settings/service-settings.ts";
import type { Answered } from "../store/answer-rows.ts";
import type { RequestStore } from "../store/request-store.ts";

/** What the application needs of the model that is served at the moment. */
export interface Classifying {
  /** @throws OVERLOADED, DEADLINE_EXCEEDED, ENGINE_UNAVAILABLE; `signal`: the client went away. */
  classify(
    texts: readonly ConversationInput[],
    options: { id: string; top: number; nearest?: number; signal: AbortSignal },
  ): Promise<ModelAnswer>;
  /** @throws OVERLOADED where no request would be let in, whatever is in it. */
  refuseIfFull(): void;
  readonly version: string;
  readonly ready: boolean;
}

export interface AppOptions {
  model: Classifying;
  /** Its name in the protocol and the answers. */
  modelName: string;
  settings: ServiceSettings;
  /** Undefined: no key is asked for. */
  keys: KeyStore | undefined;
  /** Counts the requests of a key; in memory where it is left out. */
  perKey?: RequestCounter | undefined;
  logger: Logger;
  version: string;
  onAnswered?: (answered: AnsweredRequest) => void;
  /** Undefined: nothing is stored. */
  store: Pick<RequestStore, "feedback" | "delete"> | undefined;
}

export interface AnsweredRequest extends Omit<Answered, "atMs"> {
  status: number;
}
