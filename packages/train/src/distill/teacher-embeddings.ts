import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { IntentsmithError, writeFailed, type Logger } from "@intentsmith/core";
import { embeddingWidth, type SentenceEncoder } from "@intentsmith/model";
import { interruptedBy } from "../folder/interrupted.ts";
import { formatDuration } from "../report/progress-line.ts";

const chunkTexts = 4096;

/**
 * The teacher's embeddings of all texts, row after row as float32 in a file: computed once, chunk by chunk, and gone
 * on with where a run was cut off.
 */
export class TeacherEmbeddings {
  readonly #path: string;
  readonly #file: number;
  readonly #width: number;

  private constructor(path: string, file: number, width: number) {
    this.#path = path;
    this.#file = file;
    this.#width = width;
  }

  static async compute(
    path: string,
    encoder: SentenceEncoder,
    texts: readonly string[],
    options: { logger: Logger; signal?: AbortSignal | undefined },
  ): Promise<TeacherEmbeddings> {
    const width = embeddingWidth(encoder.model);
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
      writeAll(path, file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength), done * rowBytes);
      done = Math.min(done + chunkTexts, texts.length);
      const rate = (done - first) / (performance.now() - started);
      options.logger.progress(
        `teacher: ${done.toLocaleString("en")}/${texts.length.toLocaleString("en")} texts, ${formatDuration((texts.length - done) / rate / 1000)} left`,
      );
      await nextTurn();
    }
    return new TeacherEmbeddings(path, file, width);
  }

  /** The embeddings [rows.length, H] of the given texts. */
  rows(rows: Int32Array): Float32Array {
    const result = new Float32Array(rows.length * this.#width);
    const bytes = new Uint8Array(result.buffer);
    const rowBytes = this.#width * 4;
    for (const [i, row] of rows.entries()) {
      if (readSync(this.#file, bytes, i * rowBytes, rowBytes, row * rowBytes) === rowBytes) continue;
      throw new IntentsmithError("CHECKPOINT_UNUSABLE", `${this.#path}: ends before the embedding of text ${row + 1}`, {
        hint: "Remove the file and run the same command again.",
      });
    }
    return result;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** All of the bytes at a place of a file, on the disk. @throws WRITE_FAILED. */
function writeAll(path: string, file: number, bytes: Uint8Array, position: number): void {
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, position + at);
    fsyncSync(file);
  } catch (error) {
    throw writeFailed(path, error);
  }
}
