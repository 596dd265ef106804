/**
 * JSON with a blank after each comma and colon, as Python's json.dumps writes it: the bytes of the service before this
 * one. Only for values made of objects, numbers and texts.
 */
export function predictJson(value: object | number | string): string {
  if (typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${predictJson(member as object)}`,
  );
  return `{${members.join(", ")}}`;
}
