import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { intentsmith, workFolder } from "./testing/command-line.ts";
import { serve } from "./testing/loopback.ts";

const labels = Array.from({ length: 77 }, (_, i) => `label_${i}`);
const rows = `text,category\n${labels.map((label) => `about ${label},${label}`).join("\n")}\n`;
const files: Record<string, string> = {
  "train.csv": rows,
  "test.csv": rows,
  "categories.json": JSON.stringify(labels),
};
const serveFiles = (changes: Record<string, string> = {}): Promise<string> =>
  serve(({ url = "" }) => {
    const body = { ...files, ...changes }[url.split("/").at(-1) as string];
    return body === undefined ? { status: 404, body: "not here" } : { body };
  });

describe("data fetch", () => {
  it("downloads a data set, tells its licence, and keeps what is there", async () => {
    const cwd = workFolder();
    const args = ["data", "fetch", "banking77", "--base-url", `${await serveFiles()}/mirror`];
    const first = await intentsmith(args, { cwd });
    expect([first.exitCode, first.stdout]).toEqual([0, ""]);
    expect(first.stderr).toMatch(/train\.csv: downloaded, checked\n[^]*Licence: CC BY 4\.0 \(https:/);
    const folder = join(cwd, "datasets", "banking77");
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
    expect(readFileSync(join(folder, "train.csv"), "utf8")).toBe(rows);
    const second = await intentsmith([...args.slice(0, 3), "--base-url", "http://127.0.0.1:1"], { cwd });
    expect(second.exitCode).toBe(0);
    expect(second.stderr.match(/already there, checked/g)).toHaveLength(3);
  });

  it("names the nearest data set for one that it does not know", async () => {
    const cwd = workFolder();
    const { exitCode, stdout, stderr } = await intentsmith(["data", "fetch", "banking"], { cwd });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error ARGUMENT_INVALID: .*"banking"\nhint: Did you mean "banking77"\?\n$/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("a server without the file: what to save by hand, and where", async () => {
    const cwd = workFolder();
    const base = await serve(() => ({ status: 404, body: "" }));
    const args = ["data", "fetch", "banking77", "--out", "here", "--base-url", base];
    const { exitCode, stderr } = await intentsmith(args, { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /error NETWORK_FAILED: .*train\.csv: .*404 Not Found\nhint: .*train\.csv as here\/train\.csv and /,
    );
  });

  it("a page instead of the file is not kept", async () => {
    const cwd = workFolder();
    const base = await serveFiles({ "categories.json": "<html>log in</html>" });
    const { exitCode, stderr } = await intentsmith(["data", "fetch", "banking77", "--base-url", base], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error DATA_CHECK_FAILED: categories\.json: .*\nhint: .*log/);
    expect(existsSync(join(cwd, "datasets/banking77/categories.json"))).toBe(false);
  });
});
