/** What the tests look at in an ONNX file, read with nothing but the wire format of protocol buffers. */
export interface OnnxFile {
  nodes: { op: string; domain: string; inputs: string[]; outputs: string[] }[];
  initializers: Set<string>;
  opsets: Record<string, number>;
  irVersion: number;
  metadata: Record<string, string>;
}

type Field = [number: number, value: Uint8Array | number];

export function readOnnx(bytes: Uint8Array): OnnxFile {
  const model = fields(bytes);
  const graph = fields(first(model, 7) as Uint8Array);
  return {
    nodes: all(graph, 1).map((node) => {
      const parts = fields(node);
      return {
        op: text(first(parts, 4)),
        domain: text(first(parts, 7)),
        inputs: all(parts, 1).map(text),
        outputs: all(parts, 2).map(text),
      };
    }),
    initializers: new Set(all(graph, 5).map((tensor) => text(first(fields(tensor), 8)))),
    opsets: Object.fromEntries(
      all(model, 8).map((opset) => [text(first(fields(opset), 1)), Number(first(fields(opset), 2))]),
    ),
    irVersion: Number(first(model, 1)),
    metadata: Object.fromEntries(all(model, 14).map((e) => [text(first(fields(e), 1)), text(first(fields(e), 2))])),
  };
}

function fields(bytes: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[at++] as number);
      value |= (byte & 127n) << shift;
      if (byte < 128n) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = tag >> 3;
    if ((tag & 7) === 0) found.push([number, varint()]);
    else {
      const length = (tag & 7) === 2 ? varint() : (tag & 7) === 5 ? 4 : 8;
      found.push([number, bytes.subarray(at, at + length)]);
      at += length;
    }
  }
  return found;
}

const first = (list: Field[], number: number): Uint8Array | number | undefined =>
  list.find(([field]) => field === number)?.[1];
const all = (list: Field[], number: number): Uint8Array[] =>
  list.filter(([field]) => field === number).map(([, value]) => value as Uint8Array);
const text = (value: Uint8Array | number | undefined): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : "";
