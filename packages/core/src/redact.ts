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

const secretParameter = /key|token|secret|signature|password/i;

/**
 * Credentials inside URLs replaced (`https://user:pass@host`, `?api_key=…`); everything else unchanged. Takes steps in
 * proportion to the length of the text, which may come from a server.
 */
export function redactUrl(text: string): string {
  return text
    .replaceAll(/(?<=[a-z0-9+.-]:\/\/)[^\s/@]+@/gi, "[redacted]@")
    .replaceAll(/(&?)([^&\s]+)/g, (_, ampersand: string, part: string) => ampersand + redactPart(part, ampersand));
}

/** Between two `&` or blanks: what follows the first `=` whose name, from `?` or `&` on, sounds secret. */
function redactPart(part: string, ampersand: string): string {
  let start = 0;
  for (let equals = part.indexOf("="); equals !== -1; equals = part.indexOf("=", start)) {
    const before = part.slice(start, equals);
    const nameStart = start === 0 && ampersand !== "" ? 0 : before.indexOf("?");
    const hasValue = equals + 1 < part.length;
    if (nameStart !== -1 && hasValue && secretParameter.test(before.slice(nameStart))) {
      return `${part.slice(0, equals)}=[redacted]`;
    }
    start = equals + 1;
  }
  return part;
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
