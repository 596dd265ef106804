/** Whole words only: `apiKey`, `api_key` and `HF_TOKEN` are secrets, `tokenizer` and `keyword` are not. */
const secretKey = /(^|[a-z0-9]|[-_.])(api[-_]?key|key|token|secret|password|credentials?|authorization)$/i;

/**
 * Whether a name is that of a credential. A lower-case word in front (`maxtoken`) does not make it one: the secret
 * word must start the name, follow a separator, or begin with a capital (`apiKey`).
 */
export function isSecretName(name: string): boolean {
  const match = secretKey.exec(name);
  if (match === null) return false;
  const [, before = "", word = ""] = match;
  return before === "" || /[-_.]/.test(before) || /^[A-Z]/.test(word);
}

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
      isSecretName(key) && typeof inner === "string" ? "[redacted]" : redact(inner),
    ]),
  );
}
