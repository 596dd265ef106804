import { IntentsmithError, messageOf } from "@intentsmith/core/web";
import { duplicateKey } from "./duplicate-keys.ts";
import { dtypeSizeBytes, type SafetensorsDtype } from "./safetensors-dtype.ts";

/** One tensor as the header describes it. `begin` and `end` are byte offsets from the end of the header. */
export interface TensorEntry {
  name: string;
  dtype: SafetensorsDtype;
  shape: number[];
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  entries: TensorEntry[];
  metadata: Record<string, string>;
  /** Byte offset of the first tensor in the file. */
  dataStart: number;
}

/** The reference implementation refuses larger headers. */
const LARGEST_HEADER_BYTES = 100_000_000;

/**
 * Parses and checks the header of a safetensors file as strictly as the reference implementation: the tensors lie
 * end to end, without holes or overlaps, and fill the file; no key stands twice. @throws MODEL_MALFORMED, MODEL_UNSUPPORTED (element type).
 */
export function parseHeader(file: Uint8Array, where: string): SafetensorsHeader {
  if (file.byteLength < 8) throw malformed(where, `at least 8 bytes expected, ${file.byteLength} found`);
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (length > LARGEST_HEADER_BYTES || 8 + length > file.byteLength) {
    throw malformed(where, `the header should be ${length} bytes long, but the file has ${file.byteLength} bytes`);
  }
  const header = parseHeaderJson(file.subarray(8, 8 + length), where);
  const { __metadata__: metadata = {}, ...tensors } = header;
  const entries = Object.entries(tensors)
    .map(([name, value]) => parseEntry(name, value, where))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, file.byteLength - 8 - length, where);
  return { entries, metadata: parseMetadata(metadata, where), dataStart: 8 + length };
}

function parseHeaderJson(bytes: Uint8Array, where: string): Record<string, unknown> {
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    throw malformed(where, `the header is not JSON: ${messageOf(error)}`, error);
  }
  if (!isRecord(header)) throw malformed(where, "the header should be a JSON object");
  const twice = duplicateKey(text);
  if (twice !== undefined) throw malformed(where, `the header names ${JSON.stringify(twice)} twice`);
  return header;
}

function parseMetadata(value: unknown, where: string): Record<string, string> {
  const isText = isRecord(value) && Object.values(value).every((text) => typeof text === "string");
  if (!isText) throw malformed(where, "__metadata__ should map text to text");
  return value as Record<string, string>;
}

function parseEntry(name: string, value: unknown, where: string): TensorEntry {
  const what = `tensor ${JSON.stringify(name)}`;
  if (!isRecord(value)) throw malformed(where, `${what}: its description should be an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string") throw malformed(where, `${what}: no dtype`);
  if (!isKnownDtype(dtype)) {
    throw new IntentsmithError("MODEL_UNSUPPORTED", `${where}: ${what}: element type ${dtype} is not supported`, {
      hint: "Save the model as F32 or F16.",
    });
  }
  if (!isSizes(shape))
    throw malformed(where, `${what}: shape should be a list of sizes, found ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw malformed(where, `${what}: data_offsets should be two byte offsets, found ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const sizeBytes = shape.reduce((product, size) => product * size, dtypeSizeBytes[dtype]);
  if (end - begin !== sizeBytes) {
    throw malformed(
      where,
      `${what}: ${dtype} of shape [${shape.join(", ")}] takes ${sizeBytes} bytes, data_offsets [${begin}, ${end}] span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function checkLayout(entries: readonly TensorEntry[], dataBytes: number, where: string): void {
  let expectedBegin = 0;
  for (const { name, begin, end } of entries) {
    if (end > dataBytes) {
      throw malformed(
        where,
        `tensor ${JSON.stringify(name)} ends at byte ${end} of the data, but only ${dataBytes} bytes follow the header`,
      );
    }
    if (begin !== expectedBegin) {
      const fault = begin < expectedBegin ? "overlaps the tensor before it" : "leaves a hole before it";
      throw malformed(
        where,
        `tensor ${JSON.stringify(name)} ${fault}: it begins at byte ${begin}, ${expectedBegin} expected`,
      );
    }
    expectedBegin = end;
  }
  if (expectedBegin !== dataBytes) {
    throw malformed(where, `${dataBytes - expectedBegin} bytes at the end belong to no tensor`);
  }
}

function isKnownDtype(dtype: string): dtype is SafetensorsDtype {
  return Object.hasOwn(dtypeSizeBytes, dtype);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(where: string, fault: string, cause?: unknown): IntentsmithError {
  return new IntentsmithError("MODEL_MALFORMED", `${where}: not a whole safetensors file: ${fault}`, {
    hint: "The file was probably cut short or changed: fetch it again, or save the model anew.",
    cause,
  });
}
