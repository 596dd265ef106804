import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { maskedCrc32c } from "./crc32c.ts";

/** Numbers that belong to one step. */
export interface ScalarEvent {
  /** Unix time in seconds. */
  wallTime: number;
  step: number;
  /** By tag, such as `train/loss`; what stands before the slash is the chart's group. */
  scalars: Readonly<Record<string, number>>;
}

/** The first record of every event file. */
export function versionEvent(wallTime: number): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTime);
  writer.tag(3, WireType.LengthDelimited).string("brain.Event:2");
  return frameRecord(writer.finish());
}

/**
 * An `Event` of tensorflow/core/util/event.proto with a `Summary` of simple values: wall_time = 1, step = 2, summary = 5;
 * in the summary value = 1, in a value tag = 1 and simple_value = 2 (float32).
 */
export function scalarEvent({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTime);
  writer.tag(2, WireType.Varint).int64(step);
  writer.tag(5, WireType.LengthDelimited).fork();
  for (const [tag, value] of Object.entries(scalars)) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(tag);
    // The writer refuses what float32 cannot hold; Math.fround makes an infinity of it
    writer.tag(2, WireType.Bit32).float(Math.fround(value));
    writer.join();
  }
  writer.join();
  return frameRecord(writer.finish());
}

/** TFRecord: length (uint64), its masked CRC-32C, the bytes, their masked CRC-32C; all little-endian. */
export function frameRecord(content: Uint8Array): Uint8Array {
  const record = Buffer.alloc(content.byteLength + 16);
  record.writeBigUInt64LE(BigInt(content.byteLength), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(content, 12);
  record.writeUInt32LE(maskedCrc32c(content), 12 + content.byteLength);
  return record;
}
