import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOnnxSession, type Tensor } from "@intentsmith/graph/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IntentClassifier as InNode } from "../classify/intent-classifier.ts";
import { IntentClassifier } from "./intent-classifier.ts";
import type { OnnxruntimeWeb } from "./web-session.ts";

/** onnxruntime-web's interface on onnxruntime-node, so that nothing has to be installed; `services/` has the real one. */
class RuntimeTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];

  constructor(type: string, data: unknown, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}
const ort: OnnxruntimeWeb = {
  Tensor: RuntimeTensor,
  InferenceSession: {
    async create(model) {
      const session = await openOnnxSession(model, { threads: 1 });
      return {
        inputNames: ["input_ids", "attention_mask"],
        async run(feeds: Record<string, RuntimeTensor>) {
          const inputs = Object.entries(feeds).map(([name, { type, dims, data }]) => [
            name,
            { dtype: type, shape: dims, data },
          ]);
          const found = await session.run(Object.fromEntries(inputs) as Record<string, Tensor>);
          const outputs = Object.entries(found).map(([name, { dtype, shape, data }]) => [
            name,
            new RuntimeTensor(dtype, data, shape),
          ]);
          return Object.fromEntries(outputs) as Record<string, RuntimeTensor>;
        },
        release: async () => await session.release(),
      };
    },
  },
};

const exported = join(import.meta.dirname, "../testing/folders-of-format-1/exported");
const work = mkdtempSync(join(tmpdir(), "classifier-web-"));
const folder = join(work, "model");
let server: Server;
let address: string;
/** Changes what the server sends of a file. */
let change: (name: string, bytes: Buffer<ArrayBuffer>) => Buffer = (_, bytes) => bytes;

beforeAll(async () => {
  cpSync(exported, folder, { recursive: true });
  server = createServer((request, response) => {
    const name = (request.url ?? "").replace(/^\/model\//, "");
    try {
      response.end(change(name, readFileSync(join(folder, name))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(work, { recursive: true });
});

const changed = async (to: typeof change, look: () => Promise<void>): Promise<void> => {
  change = to;
  await look();
  change = (_, bytes) => bytes;
};
const flipped = (wanted: string): typeof change => {
  return (name, bytes) => {
    if (name === wanted) bytes[200] = (bytes[200] as number) ^ 1;
    return bytes;
  };
};

describe("an exported folder at an address", () => {
  it("gives the answers that Node gives", async () => {
    const texts = ["where is my parcel?", "cancel the order please", "", "new password"];
    const [there, here] = [
      await IntentClassifier.load(`${address}/`, { ort }),
      await InNode.load(folder, { threads: 1 }),
    ];
    expect(await there.classify(texts, { top: 3 })).toEqual(await here.classify(texts, { top: 3 }));
    expect(there.id).toBe(here.id);
    await Promise.all([there.release(), here.release()]);
  });

  it.each(["model.onnx", "tokenizer.json", "intentsmith.json"])("a changed bit of %s is refused", async (name) => {
    await changed(flipped(name), async () => {
      await expect(IntentClassifier.load(address, { ort })).rejects.toMatchObject({
        code: "MODEL_MALFORMED",
        message: expect.stringMatching(new RegExp(`/model/${name}: SHA-256 [0-9a-f]{64} expected`)),
      });
    });
  });

  it("without hashes only sizes count", async () => {
    const cut: typeof change = (name, bytes) => (name === "tokenizer.json" ? bytes.subarray(1) : bytes);
    await changed(cut, async () => {
      await expect(IntentClassifier.load(address, { ort, verify: false })).rejects.toThrow(/bytes expected/);
    });
    const blank: typeof change = (name, bytes) =>
      name === "intentsmith.json" ? Buffer.from(bytes.toString().replace("  ", " \t")) : bytes;
    await changed(blank, async () => {
      await (await IntentClassifier.load(address, { ort, verify: false })).release();
    });
  });

  it("says what is not there, and what does not answer", async () => {
    await expect(IntentClassifier.load(`${address}/other`, { ort })).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      message: expect.stringContaining("the server answered 404"),
    });
    await expect(IntentClassifier.load("http://127.0.0.1:9/model", { ort })).rejects.toMatchObject({
      code: "NETWORK_FAILED",
    });
    await expect(IntentClassifier.load(address, { ort, precision: "int8" })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringContaining("no file of precision int8"),
    });
    await expect(IntentClassifier.load(address, {} as never)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });
});
