import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

export interface WrittenNode {
  op: string;
  domain: string;
  /** String attributes by name. */
  strings: Readonly<Record<string, string>>;
}

/** The nodes in the bytes of an ONNX file (field numbers of onnx.proto: model 7 graph, graph 1 node). */
export function readNodes(bytes: Uint8Array): WrittenNode[] {
  const [graph] = messages(bytes, 7);
  return messages(graph as Uint8Array, 1).map((node) => ({
    op: text(node, 4),
    domain: text(node, 7),
    strings: Object.fromEntries(messages(node, 5).map((attribute) => [text(attribute, 1), text(attribute, 4)])),
  }));
}

function messages(bytes: Uint8Array, field: number): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === field && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type, number);
  }
  return found;
}

function text(bytes: Uint8Array, field: number): string {
  return new TextDecoder().decode(messages(bytes, field)[0] ?? new Uint8Array());
}
