import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runningService } from "../testing/running-service.ts";
import { readSettings } from "./read-settings.ts";

function file(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "serve.yaml"), content);
  return join(folder, "serve.yaml");
}

it("file, environment, --set and flags, the later over the earlier", () => {
  const settings = readSettings({
    file: file("model: a\nport: 1\nlimits: {texts: 1, textCharacters: 7}\nthreads: 2\n"),
    environment: { INTENTSMITH_SERVE_PORT: "2", INTENTSMITH_SERVE_LIMITS__TEXTS: "2", OTHER: "x" },
    settings: ["limits.texts=3"],
    flags: { port: 3, host: undefined },
  });
  expect(settings).toMatchObject({ model: "a", host: "127.0.0.1", port: 3, threads: 2 });
  expect(settings.limits).toMatchObject({ texts: 3, textCharacters: 7, bodyBytes: 262_144 });
});

it("an unknown key names the nearest known one, a wrong value is named", () => {
  expect(() => readSettings({ file: file("model: a\nlimits: {text: 1}\n") })).toThrow(
    expect.objectContaining({ code: "CONFIG_UNKNOWN_KEY", hint: expect.stringContaining("limits.texts") }),
  );
  expect(() => readSettings({ flags: { model: "a", port: 70_000 } })).toThrow(/port: expected at most 65535/);
  expect(() => readSettings({ flags: { model: "a", port: 70_000 } })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("docs/guides/serving.md") }),
  );
});

it("without a model anywhere, the flag that names one is said", () => {
  expect(() => readSettings({})).toThrow(
    expect.objectContaining({
      code: "ARGUMENT_INVALID",
      message: "serve: no model is named",
      hint: expect.stringContaining("--model FOLDER"),
    }),
  );
  expect(() => readSettings({ flags: { model: "" } })).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});

it("another host without keys is refused, unless asked for; a port in use is named", async () => {
  await expect(runningService({ host: "0.0.0.0", keysFile: "/nowhere/keys.json" })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    hint: expect.stringContaining("--no-auth"),
  });
  const { url } = await runningService({ host: "0.0.0.0", auth: false });
  const port = Number(new URL(url).port);
  await expect(runningService({ host: "0.0.0.0", auth: false, port })).rejects.toMatchObject({
    code: "ADDRESS_UNUSABLE",
    message: expect.stringContaining("the port is in use"),
  });
});
