import { RequestError } from "../contract/request-error.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** JSON from bytes. @throws BODY_MALFORMED, also for bytes that are not UTF-8, which would become other characters. */
export async function parseJsonBody(_request: unknown, body: Buffer): Promise<unknown> {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new RequestError("BODY_MALFORMED", "the body is not UTF-8");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError("BODY_MALFORMED", text === "" ? "the body is empty" : "the body is not valid JSON");
  }
}
