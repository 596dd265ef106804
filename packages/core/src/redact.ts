const secretKey = /key|token|secret|password|credential|authorization/i;

/** Credentials inside URLs (`https://user:pass@host`) replaced; everything else unchanged. */
export function redactUrl(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1[redacted]@")
    .replaceAll(/([?&](?:[^=&\s]*(?:key|token|secret|signature|password)[^=&\s]*)=)[^&\s]+/gi, "$1[redacted]");
}

/** A copy of a JSON-like value without credentials: values under secret-sounding keys, and those inside URLs. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactUrl(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      secretKey.test(key) && typeof inner === "string" ? "[redacted]" : redact(inner),
    ]),
  );
}
