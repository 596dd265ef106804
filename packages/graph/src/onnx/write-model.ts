import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { checkArguments, expected, float32ToFloat16Bits } from "@intentsmith/core";
import { onnxElementType, type DType, type TypedData } from "../ir/dtype.ts";
import { graphFields, type Graph } from "../ir/graph.ts";
import type { Value } from "../ir/value.ts";
import {
  lowerNode,
  type EngineOperators,
  type LoweringContext,
  type OnnxAttribute,
  type OnnxNode,
} from "./lower-node.ts";

export interface WriteModelOptions {
  /** Name of the graph inside the file. */
  graphName?: string;
  /** Key–value pairs that readers of the file can see. */
  metadata?: Readonly<Record<string, string>>;
  producerVersion?: string;
  /** The operators of the engine that reads the bytes; without, only standard ones are written. */
  engineOperators?: EngineOperators;
}

/** opset 20 brought Gelu; every onnxruntime since 1.17 reads it. IR version 9 is what opset 20 shipped with. */
const opset = 20;
const irVersion = 9;

/**
 * A graph as the bytes of an ONNX file. Field numbers are those of onnx.proto (the `ModelProto` message and below);
 * constants become initializers, float64 constants are rounded to float32, those of
 * `float16` to that.
 * @throws ARGUMENT_INVALID
 */
export function writeModel(graph: Graph, options: WriteModelOptions = {}): Uint8Array {
  checkArguments("writeModel", {
    graph: [graph, graphFields],
    options: [
      options,
      expected.options<WriteModelOptions>({
        graphName: expected.text,
        metadata: expected.object,
        producerVersion: expected.text,
        engineOperators: expected.object,
      }),
    ],
  });
  const { nodes, constants } = lower(graph, options.engineOperators);
  const model = new BinaryWriter();
  model.tag(1, WireType.Varint).int64(irVersion);
  model.tag(2, WireType.LengthDelimited).string("intentsmith");
  if (options.producerVersion !== undefined) model.tag(3, WireType.LengthDelimited).string(options.producerVersion);
  message(model, 7, (writer) => {
    for (const node of nodes) message(writer, 1, (inner) => writeNode(inner, node));
    writer.tag(2, WireType.LengthDelimited).string(options.graphName ?? "intentsmith");
    for (const constant of constants) message(writer, 5, (inner) => writeTensor(inner, constant));
    for (const value of graph.inputs) message(writer, 11, (inner) => writeValueInfo(inner, value));
    for (const value of graph.outputs) message(writer, 12, (inner) => writeValueInfo(inner, value));
  });
  const domains = new Set(nodes.map((node) => node.domain ?? ""));
  for (const domain of ["", ...[...domains].filter((name) => name !== "")]) {
    message(model, 8, (writer) => {
      writer.tag(1, WireType.LengthDelimited).string(domain);
      writer.tag(2, WireType.Varint).int64(domain === "" ? opset : 1);
    });
  }
  for (const [key, value] of Object.entries(options.metadata ?? {})) {
    message(model, 14, (writer) => {
      writer.tag(1, WireType.LengthDelimited).string(key);
      writer.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  return model.finish();
}

interface NamedTensor {
  name: string;
  dtype: DType;
  shape: readonly number[];
  data: TypedData;
}

/** All nodes in ONNX's operators, and every constant they need. */
function lower(graph: Graph, engine: EngineOperators | undefined): { nodes: OnnxNode[]; constants: NamedTensor[] } {
  const constants = new Map<string, NamedTensor>();
  for (const { value, data } of graph.constants) {
    constants.set(value.name, { name: value.name, dtype: value.dtype, shape: value.shape as number[], data });
  }
  const share = (name: string, tensor: Omit<NamedTensor, "name">): string => {
    constants.set(name, { name, ...tensor });
    return name;
  };
  let count = 0;
  const context: LoweringContext = {
    fresh: (hint) => `${hint}_${count++}`,
    int64: (values, scalar = false) =>
      share(`int64_${scalar ? "scalar_" : ""}${values.join("_")}`, {
        dtype: "int64",
        shape: scalar ? [] : [values.length],
        data: BigInt64Array.from(values, BigInt),
      }),
    float32: (values, shape) =>
      share(`float32_${shape.join("x")}_${new Set(values).size === 1 ? values[0] : values.join("_")}`, {
        dtype: "float32",
        shape,
        data: Float32Array.from(values),
      }),
  };
  const nodes = graph.nodes.flatMap((node) => lowerNode(node, context, engine));
  return { nodes, constants: [...constants.values()] };
}

function message(writer: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) writer.tag(1, WireType.LengthDelimited).string(name);
  for (const name of node.outputs) writer.tag(2, WireType.LengthDelimited).string(name);
  writer.tag(4, WireType.LengthDelimited).string(node.op);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    message(writer, 5, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain !== undefined) writer.tag(7, WireType.LengthDelimited).string(node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  let type: number;
  if ("float" in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float);
    type = 1;
  } else if ("int" in attribute) {
    writer.tag(3, WireType.Varint).int64(attribute.int);
    type = 2;
  } else if ("string" in attribute) {
    writer.tag(4, WireType.LengthDelimited).string(attribute.string);
    type = 3;
  } else {
    for (const value of attribute.ints) writer.tag(8, WireType.Varint).int64(value);
    type = 7;
  }
  writer.tag(20, WireType.Varint).int32(type);
}

function writeTensor(writer: BinaryWriter, tensor: NamedTensor): void {
  for (const size of tensor.shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).int32(onnxElementType[tensor.dtype]);
  writer.tag(8, WireType.LengthDelimited).string(tensor.name);
  const data = storedElements(tensor);
  writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function storedElements({ dtype, data }: NamedTensor): ArrayBufferView {
  if (dtype === "float16") return Uint16Array.from(data as Float32Array, float32ToFloat16Bits);
  return data instanceof Float64Array ? Float32Array.from(data) : data;
}

function writeValueInfo(writer: BinaryWriter, value: Value): void {
  writer.tag(1, WireType.LengthDelimited).string(value.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(onnxElementType[value.dtype]);
      message(tensor, 2, (shape) => {
        for (const size of value.shape) {
          message(shape, 1, (dimension) => {
            if (typeof size === "number") dimension.tag(1, WireType.Varint).int64(size);
            else dimension.tag(2, WireType.LengthDelimited).string(size);
          });
        }
      });
    }),
  );
}
