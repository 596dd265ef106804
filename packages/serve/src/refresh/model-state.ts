import { existsSync } from "node:fs";
import { checkArguments, expected, parseRecord, readJsonFile, writeFileAtomic } from "@intentsmith/core";
import { z } from "zod";

const schema = z.strictObject({
  format: z.literal(1),
  /** Served whatever the pointer says. */
  pinned: z.string().optional(),
  /** The version before the one served, to go back to. */
  previous: z.string().optional(),
  current: z.string().optional(),
  /** Versions that are not tried again, and why. */
  quarantined: z.record(z.string(), z.string()),
});

export type ModelState = z.output<typeof schema>;

/** What a service and `serve models` know of versions: one small file. */
export class ModelStateFile {
  readonly #path: string;

  constructor(path: string) {
    checkArguments("ModelStateFile", { path: [path, expected.path] });
    this.#path = path;
  }

  /** @throws FILE_MALFORMED. */
  read(): ModelState {
    if (!existsSync(this.#path)) return { format: 1, quarantined: {} };
    return parseRecord(schema, readJsonFile(this.#path, "the state of versions"), this.#path);
  }

  /** Reads, changes, writes. @throws WRITE_FAILED. */
  change(change: (state: ModelState) => ModelState): void {
    writeFileAtomic(this.#path, `${JSON.stringify(change(this.read()), null, 2)}\n`);
  }

  quarantine(name: string, why: string): void {
    this.change((state) => ({ ...state, quarantined: { ...state.quarantined, [name]: why } }));
  }

  /** `undefined` follows the pointer again. A pinned version is taken out of quarantine: somebody wants it. */
  pin(name: string | undefined): void {
    this.change(({ pinned: _, ...state }) => {
      const quarantined = Object.fromEntries(Object.entries(state.quarantined).filter(([other]) => other !== name));
      return { ...state, quarantined, ...(name === undefined ? {} : { pinned: name }) };
    });
  }
}
