/** Every error that the service answers with: HTTP status and what it means. The OpenAPI document lists them. */
export const requestErrors = {
  BODY_MALFORMED: { status: 400, meaning: "The body is not valid JSON, or not UTF-8." },
  REQUEST_INVALID: { status: 400, meaning: "A field is missing, unknown or has another type; the message names it." },
  TEXT_EMPTY: { status: 400, meaning: "A text is empty or only blanks." },
  HTTP_MALFORMED: { status: 400, meaning: "What came over the connection is not HTTP." },
  KEY_MISSING: { status: 401, meaning: "No API key came with the request." },
  KEY_INVALID: { status: 401, meaning: "The API key is unknown, revoked or expired." },
  SCOPE_MISSING: { status: 403, meaning: "The API key may not do this." },
  NOT_FOUND: { status: 404, meaning: "Nothing is served under this path." },
  REQUEST_UNKNOWN: { status: 404, meaning: "No answer under this request id is stored for this key." },
  METHOD_NOT_ALLOWED: { status: 405, meaning: "The path takes another method." },
  REQUEST_TIMEOUT: { status: 408, meaning: "The request did not arrive in time." },
  BODY_TOO_LARGE: { status: 413, meaning: "The body has more bytes than the limit." },
  TEXT_TOO_LONG: { status: 413, meaning: "A text has more characters than the limit." },
  BATCH_TOO_LARGE: { status: 413, meaning: "More texts in one request than the limit." },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, meaning: "The body is not application/json." },
  HEADERS_TOO_LARGE: { status: 431, meaning: "The headers have more bytes than the limit." },
  RATE_LIMITED: {
    status: 429,
    meaning: "The key, or this address, has used up its requests; Retry-After says until when.",
  },
  INTERNAL: { status: 500, meaning: "An assumption of the service does not hold (a bug)." },
  OVERLOADED: {
    status: 503,
    meaning: "The queue is as long as the deadline allows; Retry-After says when to try again.",
  },
  DEADLINE_EXCEEDED: { status: 503, meaning: "No answer within the deadline." },
  STORE_UNAVAILABLE: { status: 503, meaning: "The database does not answer, or nothing is stored (store: none)." },
  ENGINE_UNAVAILABLE: { status: 503, meaning: "The process that classifies is starting again." },
} as const;

export type RequestErrorCode = keyof typeof requestErrors;

/** An error that is answered to a client. Its message never repeats a text. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: RequestErrorCode;
  /** Seconds until another try makes sense. */
  readonly retryAfterS: number | undefined;

  constructor(code: RequestErrorCode, message: string, options: { retryAfterS?: number } = {}) {
    super(message);
    this.code = code;
    this.retryAfterS = options.retryAfterS;
  }

  get status(): number {
    return requestErrors[this.code].status;
  }
}
