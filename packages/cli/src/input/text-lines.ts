/** The lines of a stream, in the portions in which they arrive: whoever writes slowly gets answers at once. */
export async function* textLines(stream: NodeJS.ReadableStream): AsyncIterable<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}
