/** What of this package runs in a browser: no module of Node's is behind it. */
export { checkArguments, expected, type ArgumentCheck } from "./check-arguments.ts";
export {
  modelTurns,
  turnsInView,
  type ContextConfig,
  type HeadContext,
  type Spoken,
  type Turn,
} from "./conversation.ts";
export { IntentsmithError, messageOf } from "./intentsmith-error.ts";
export { float16BitsToFloat32 } from "./float16.ts";
export { parseJson } from "./parse-json.ts";
export { parseRecord } from "./parse-record.ts";
export { checkValue } from "./value-fault.ts";
