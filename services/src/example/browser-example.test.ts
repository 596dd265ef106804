import type { ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { IntentClassifier, type Classification } from "@intentsmith/classifier";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchChromium, withoutChromium } from "../browser/chromium.ts";
import { accessibilityFaults, keepShot, openAddress } from "../browser/open-page.ts";
import { buildExample, exampleFolder, exportSmall, serveExample } from "./served-example.ts";

const executable = findChromium();
const texts = ["what comes next?", "how much flour do I need", "thanks a lot!", "stop"];
const views = [
  ["light", { width: 1280, colorScheme: "light" }],
  ["dark", { width: 1280, colorScheme: "dark" }],
  ["phone", { width: 390, colorScheme: "light" }],
  ["dark phone", { width: 390, colorScheme: "dark" }],
] as const;

describe.skipIf(executable === undefined)(`the example page in a browser (${withoutChromium})`, () => {
  const work = mkdtempSync(join(tmpdir(), "intentsmith-example-"));
  const site = join(work, "site");
  let model: string;
  let expected: Classification[];
  let browser: Browser;
  let address: string;
  let server: ChildProcess;

  // Compressing the WebAssembly as far as it goes takes a minute, or three on a busy machine.
  beforeAll(async () => {
    model = (await exportSmall(work)).folder;
    const classifier = await IntentClassifier.load(model, { threads: 1 });
    // one by one, as the page does: int8 depends a little on what shares the batch
    expected = [];
    for (const text of texts) expected.push(await classifier.classify(text, { top: 5 }));
    await classifier.release();
    await buildExample(model, site);
    ({ address, server } = await serveExample(site));
    browser = await launchChromium(executable as string);
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    server?.kill();
    rmSync(work, { recursive: true, force: true });
  });

  /** Types a text as a person does, and reads what stands there then: the answer, and each label with its share. */
  async function ask(page: Page, text: string): Promise<{ answer: string; labels: [string, number][] }> {
    const field = page.getByLabel("Text");
    await field.fill(" ");
    await page.waitForFunction("document.getElementById('answer').textContent === 'no answer: nothing to answer'");
    await field.fill(text);
    await page.waitForFunction("document.getElementById('labels').children.length > 0");
    const rows = await page.locator("#labels li").allInnerTexts();
    return {
      answer: await page.locator("#answer").innerText(),
      labels: rows.map((row) => {
        const [label, share] = row.split(/\n+/);
        return [label as string, Number.parseFloat(share as string) / 100];
      }),
    };
  }

  test.each(views)(
    "%s: answers as Node does, fits, asks nobody else, says nothing, is accessible",
    async (view, options) => {
      await openAddress(browser, address, options, async ({ page, messages, requests }) => {
        await page.waitForFunction("!document.getElementById('text').disabled");
        for (const [i, text] of texts.entries()) {
          const { answer, labels } = await ask(page, text);
          const { label, top } = expected[i] as Classification;
          expect(answer).toBe(label);
          // WebAssembly has other int8 kernels; shares are shown with three digits
          for (const { label: name, probability } of top) {
            const share = labels.find(([shown]) => shown === name)?.[1] as number;
            expect(Math.abs(share - probability), `${text}: ${name}`).toBeLessThan(0.02);
          }
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.width);
        await keepShot(page, `example, ${view}`);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(messages).toEqual([]);
        expect(requests.filter((request) => !request.startsWith(address) && request !== "data:,")).toEqual([]);
      });
    },
  );

  test("page, runtime, tokenizer and model are less than 8 MB on the wire", async () => {
    await openAddress(browser, address, { width: 1280, colorScheme: "light" }, async ({ page }) => {
      await page.waitForFunction("!document.getElementById('text').disabled");
      const sizes = await page.evaluate(() =>
        [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => {
          const { name, encodedBodySize } = entry as PerformanceResourceTiming;
          return [name, encodedBodySize] as const;
        }),
      );
      const sent = sizes.reduce((sum, [, size]) => sum + size, 0);
      console.log(`${(sent / 1e6).toFixed(2)} MB sent in ${sizes.length} files`);
      expect(sizes.map(([name]) => name)).toEqual(expect.arrayContaining([expect.stringMatching(/model\.onnx$/)]));
      expect(sizes.map(([name]) => name)).toEqual(expect.arrayContaining([expect.stringMatching(/\.wasm$/)]));
      expect(sent).toBeGreaterThan(7e6);
      expect(sent).toBeLessThan(8e6);
    });
  });

  test("a text of nothing that the model knows is not answered", async () => {
    await openAddress(browser, address, { width: 390, colorScheme: "light" }, async ({ page }) => {
      await page.waitForFunction("!document.getElementById('text').disabled");
      expect((await ask(page, "🦧🦧")).answer).toBe("no answer: no word that it knows");
      await page.getByLabel("Text").fill("   ");
      await page.waitForFunction("document.getElementById('answer').textContent === 'no answer: nothing to answer'");
    });
  });

  test("a model of which a byte was changed is not run", async () => {
    const changed = join(work, "changed");
    cpSync(site, changed, { recursive: true });
    const path = join(changed, "model/model.onnx");
    const bytes = readFileSync(path);
    bytes[1000] = (bytes[1000] as number) ^ 1;
    writeFileSync(path, bytes);
    rmSync(`${path}.br`);
    const other = await serveExample(changed);
    try {
      await openAddress(browser, other.address, { width: 390, colorScheme: "light" }, async ({ page }) => {
        await page.waitForFunction("document.getElementById('state').textContent.includes('SHA-256')");
        expect(await page.getByLabel("Text").isDisabled()).toBe(true);
      });
    } finally {
      other.server.kill();
    }
  });

  test("the guide's lines for a browser do as it says", async () => {
    const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/deploying.md"), "utf8");
    const [, snippet] = /```js browser\n([^]*?)```/.exec(guide) as unknown as [string, string];
    const page = join(work, "guide");
    cpSync(site, page, { recursive: true });
    cpSync(join(page, "model"), join(page, "deploy"), { recursive: true });
    symlinkSync(join(exampleFolder, "node_modules"), join(work, "node_modules"), "junction");
    writeFileSync(join(work, "snippet.js"), snippet);
    const bundle = `
      import { rolldown } from "rolldown";
      const bundle = await rolldown({ input: process.argv[1], platform: "browser" });
      await bundle.write({ file: process.argv[2] });`;
    const args = ["--input-type=module", "-e", bundle, join(work, "snippet.js"), join(page, "snippet.js")];
    execFileSync(process.execPath, args, { cwd: exampleFolder });
    writeFileSync(
      join(page, "index.html"),
      `<!doctype html><link rel="icon" href="data:,"><script type="module" src="snippet.js"></script>`,
    );
    rmSync(join(page, "index.html.br"));
    const other = await serveExample(page);
    try {
      await openAddress(
        browser,
        other.address,
        { width: 390, colorScheme: "light" },
        async ({ page: opened, messages }) => {
          await opened.waitForFunction("document.body.textContent !== ''");
          const { wouldBe, probability } = expected[0] as Classification;
          const [label, share] = (await opened.evaluate(() => document.body.textContent ?? "")).split(" ");
          expect([label, messages]).toEqual([wouldBe, []]);
          expect(Math.abs(Number(share) - probability)).toBeLessThan(0.02);
        },
      );
    } finally {
      other.server.kill();
    }
  });
});
