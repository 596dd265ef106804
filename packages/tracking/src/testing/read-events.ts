import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { maskedCrc32c } from "../tensorboard/crc32c.ts";

export interface ReadEvent {
  wallTime: number;
  step: number;
  scalars: Record<string, number>;
}

/** The events of a run's only event file, without its first record; every checksum is compared. */
export function readEvents(run: string): ReadEvent[] {
  const [name = "", ...more] = readdirSync(run).filter((file) => file.startsWith("events.out.tfevents."));
  if (more.length > 0) throw new Error(`more than one event file: ${more.join()}`);
  const bytes = readFileSync(join(run, name));
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const length = Number(bytes.readBigUInt64LE(at));
    const content = bytes.subarray(at + 12, at + 12 + length);
    const sums = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12 + length)];
    if (sums[0] !== maskedCrc32c(bytes.subarray(at, at + 8)) || sums[1] !== maskedCrc32c(content)) {
      throw new Error(`a checksum at byte ${at} is wrong`);
    }
    events.push(readEvent(content));
    at += 16 + length;
  }
  return events.slice(1);
}

function readEvent(content: Uint8Array): ReadEvent {
  const event: ReadEvent = { wallTime: 0, step: 0, scalars: {} };
  const reader = new BinaryReader(content);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) event.wallTime = reader.double();
    else if (field === 2) event.step = Number(reader.int64());
    else if (field === 5) Object.assign(event.scalars, readSummary(reader.bytes()));
    else reader.skip(type);
  }
  return event;
}

function readSummary(content: Uint8Array): Record<string, number> {
  const scalars: Record<string, number> = {};
  const reader = new BinaryReader(content);
  while (reader.pos < reader.len) {
    reader.tag();
    const value = new BinaryReader(reader.bytes());
    let tag = "";
    while (value.pos < value.len) {
      const [field] = value.tag();
      if (field === 1) tag = value.string();
      else scalars[tag] = value.float();
    }
  }
  return scalars;
}
