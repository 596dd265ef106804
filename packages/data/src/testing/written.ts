import type { PassThrough } from "node:stream";

/** All that was written to a stream; a single read gives one chunk on newer lines of Node. */
export function written(stream: PassThrough): string {
  let text = "";
  for (let chunk: unknown = stream.read(); chunk !== null; chunk = stream.read()) text += String(chunk);
  return text;
}
