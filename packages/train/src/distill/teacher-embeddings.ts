import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "@intentsmith/core";
import type { SentenceEncoder } from "@intentsmith/model";
import { interruptedBy } from "../training-interrupted.ts";
import { formatDuration } from "../progress-line.ts";

const chunkTexts = 4096;

/**
 * The teacher's embeddings of all texts, row after row as float32 in a file: computed once, chunk by chunk, and gone
 * on with where a run was cut off.
 */
export class TeacherEmbeddings {
  readonly #file: number;
  readonly #width: number;

  private constructor(file: number, width: number) {
    this.#file = file;
    this.#width = width;
  }

  static async compute(
    path: string,
    encoder: SentenceEncoder,
    texts: readonly string[],
    options: { logger: Logger; signal?: AbortSignal | undefined },
  ): Promise<TeacherEmbeddings> {
    const width = encoder.model.config.hiddenSize;
    const rowBytes = width * 4;
    const file = openSync(path, existsSync(path) ? "r+" : "w+");
    const chunkBytes = chunkTexts * rowBytes;
    let done = Math.min(Math.floor(statSync(path).size / chunkBytes) * chunkTexts, texts.length);
    if (statSync(path).size >= texts.length * rowBytes) done = texts.length;
    ftruncateSync(file, done * rowBytes);
    const started = performance.now();
    const first = done;
    while (done < texts.length) {
      if (options.signal?.aborted === true) throw interruptedBy(options.signal, path, done);
      const { data } = await encoder.encode(texts.slice(done, done + chunkTexts));
      writeSync(
        file,
        new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
        0,
        data.byteLength,
        done * rowBytes,
      );
      fsyncSync(file);
      done = Math.min(done + chunkTexts, texts.length);
      const rate = (done - first) / (performance.now() - started);
      options.logger.progress(
        `teacher: ${done.toLocaleString("en")}/${texts.length.toLocaleString("en")} texts, ${formatDuration((texts.length - done) / rate / 1000)} left`,
      );
      await nextTurn();
    }
    return new TeacherEmbeddings(file, width);
  }

  /** The embeddings [rows.length, H] of the given texts. */
  rows(rows: Int32Array): Float32Array {
    const result = new Float32Array(rows.length * this.#width);
    const bytes = new Uint8Array(result.buffer);
    const rowBytes = this.#width * 4;
    for (const [i, row] of rows.entries()) readSync(this.#file, bytes, i * rowBytes, rowBytes, row * rowBytes);
    return result;
  }

  close(): void {
    closeSync(this.#file);
  }
}
