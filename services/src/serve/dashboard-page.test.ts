import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dashboardPage } from "../../../packages/serve/src/dashboard/dashboard-page.ts";
import { page as tryPage } from "../../../packages/serve/src/http/page.ts";
import { dashboardState } from "../../../packages/serve/src/testing/dashboard-state.ts";
import { findChromium, launchChromium, withoutChromium } from "../browser/chromium.ts";
import { accessibilityFaults, openPage } from "../browser/open-page.ts";

const executable = findChromium();
const views = [
  ["light", { width: 1280, colorScheme: "light" }],
  ["dark", { width: 1280, colorScheme: "dark" }],
  ["phone", { width: 390, colorScheme: "light" }],
  ["dark phone", { width: 390, colorScheme: "dark" }],
] as const;
const pages = [
  ["60 windows with an alarm", dashboardPage(dashboardState({ windows: 60, alarm: true }))],
  ["no window yet", dashboardPage(dashboardState({ windows: 0, modelName: "m".repeat(64) }))],
  ["one to try the model", tryPage("support")],
] as const;

describe.skipIf(executable === undefined)(`the service's pages in a browser (${withoutChromium})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executable as string);
  });
  afterAll(async () => await browser.close());

  describe.each(pages)("%s", (name, html) => {
    // The dashboard reads itself anew after half a minute, which no test waits for.
    test.each(views)("%s: fits, asks for nothing, says nothing, is accessible", async (view, options) => {
      const shown = html.replace(/<meta http-equiv="refresh"[^>]*>/, "");
      await openPage(browser, shown, { ...options, shot: `${name}, ${view}` }, async ({ page, messages, requests }) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.width);
        expect(messages).toEqual([]);
        expect(requests).toEqual([]);
        expect(await accessibilityFaults(page)).toEqual([]);
      });
    });
  });
});
