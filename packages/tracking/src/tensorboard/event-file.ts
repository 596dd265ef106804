import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { writeFailed } from "@intentsmith/core";
import { scalarEvent, versionEvent, type ScalarEvent } from "./event-record.ts";

/** TensorBoard knows its files by this part of their names. */
const prefix = "events.out.tfevents.";

/**
 * The event file of a run's folder, which TensorBoard shows under the folder's name. One write an event, so that it can
 * be watched while the run goes on.
 */
export class EventFile {
  readonly #path: string;
  readonly #descriptor: number;

  /** A new file, in the place of whatever event files the folder had. @throws WRITE_FAILED */
  constructor(folder: string, startedAtMs: number) {
    for (const name of readdirSync(folder)) if (name.startsWith(prefix)) rmSync(join(folder, name));
    this.#path = join(folder, `${prefix}${Math.floor(startedAtMs / 1000)}.intentsmith`);
    try {
      this.#descriptor = openSync(this.#path, "wx");
    } catch (error) {
      throw writeFailed(this.#path, error);
    }
    this.#write(versionEvent(startedAtMs / 1000));
  }

  /** Adds the numbers of a step; those that are null have no value then. @throws WRITE_FAILED */
  append(event: Omit<ScalarEvent, "scalars"> & { scalars: Readonly<Record<string, number | null>> }): void {
    const known = Object.entries(event.scalars).filter((entry): entry is [string, number] => entry[1] !== null);
    if (known.length > 0) this.#write(scalarEvent({ ...event, scalars: Object.fromEntries(known) }));
  }

  /** Waits until everything is on the disk, and closes the file. */
  close(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.byteLength;) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      throw writeFailed(this.#path, error);
    }
  }
}

/** The same numbers under tags of one group. */
export function grouped(
  group: string,
  row: Readonly<Record<string, number | null>>,
  without: readonly string[],
): Record<string, number | null> {
  const entries = Object.entries(row).filter(([key]) => !without.includes(key));
  return Object.fromEntries(entries.map(([key, value]) => [`${group}/${key}`, value]));
}
