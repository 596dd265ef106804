import { renderGridReport, renderReport, renderRunReport } from "@intentsmith/eval";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchChromium, withoutChromium } from "../browser/chromium.ts";
import { accessibilityFaults, openPage } from "../browser/open-page.ts";
import { madeGrid, madeReport, madeRun, withEverything } from "./made-report.ts";

const executable = findChromium();
const views = [
  ["light", { width: 1280, colorScheme: "light" }],
  ["dark", { width: 1280, colorScheme: "dark" }],
  ["phone", { width: 390, colorScheme: "light" }],
  ["dark phone", { width: 390, colorScheme: "dark" }],
] as const;
const [lightView, , , darkPhoneView] = views;
type View = (typeof views)[number];
const pages: readonly (readonly [name: string, render: () => Promise<string>, views: readonly View[]])[] = [
  ["12 labels with all there can be", () => renderReport(withEverything(madeReport(12, 700))), views],
  ["150 labels", () => renderReport(madeReport(150, 3000)), views],
  ["1,000 labels", () => renderReport(madeReport(1000, 2000)), [lightView, darkPhoneView]],
  ["one label", () => renderReport(madeReport(1, 20)), [lightView]],
  ["one text", () => renderReport(madeReport(5, 1)), [lightView]],
  ["no mistake", () => renderReport(madeReport(5, 60, "right")), [darkPhoneView]],
  ["only mistakes", () => renderReport(madeReport(5, 60, "wrong")), [darkPhoneView]],
  ["a run", () => renderRunReport(madeRun()), [lightView, darkPhoneView]],
  ["a grid", () => renderGridReport(madeGrid()), [lightView, darkPhoneView]],
];

describe.skipIf(executable === undefined)(`the report page in a browser (${withoutChromium})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executable as string);
  });
  afterAll(async () => await browser.close());

  describe.each(pages)("of %s", (name, render, its) => {
    test.each(its)("%s: fits, asks for nothing, says nothing, is accessible", async (view, options) => {
      const html = await render();
      await openPage(browser, html, { ...options, shot: `${name}, ${view}` }, async ({ page, messages, requests }) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.width);
        expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect([messages, requests]).toEqual([[], []]);
      });
    });
  });

  test("open, every part still fits a phone and is accessible", async () => {
    const html = await renderReport(withEverything(madeReport(150, 3000)));
    await openPage(browser, html, { width: 390, colorScheme: "light", shot: "open" }, async ({ page }) => {
      await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });

  test("a pair's link opens its texts, and a matrix cell leads to the same ones", async () => {
    await openPage(
      browser,
      await renderReport(madeReport(150, 3000)),
      { width: 1280, colorScheme: "light" },
      async ({ page }) => {
        const group = page.locator("details:has(> #pair-2)");
        expect(await group.getAttribute("open")).toBeNull();
        await page.locator('table.wide a[href="#pair-2"]').click();
        expect(await group.getAttribute("open")).not.toBeNull();
        expect(await page.locator('.matrix a[href="#pair-2"]').count()).toBeGreaterThan(0);
      },
    );
  });

  test("the names of the matrix stay in sight when a phone scrolls it", async () => {
    await openPage(
      browser,
      await renderReport(madeReport(150, 3000)),
      { width: 390, colorScheme: "light" },
      async ({ page }) => {
        const places = await page.evaluate(() => {
          const box = document.querySelector(".matrix")?.parentElement as HTMLElement;
          const name = box.querySelector("tbody th") as HTMLElement;
          box.scrollLeft = 300;
          return {
            scrolled: box.scrollLeft,
            name: name.getBoundingClientRect().left,
            box: box.getBoundingClientRect().left,
          };
        });
        expect(places.scrolled).toBe(300);
        expect(Math.abs(places.name - places.box)).toBeLessThan(2);
      },
    );
  });

  test("on paper the closed parts are open, and bars and grounds are printed", async () => {
    await openPage(
      browser,
      await renderReport(madeReport(30, 600)),
      { width: 794, colorScheme: "dark" },
      async ({ page }) => {
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        const seen = await page.evaluate(() => {
          const style = (selector: string): CSSStyleDeclaration =>
            getComputedStyle(document.querySelector(selector) as Element);
          const hidden = [
            ...document.querySelectorAll("section > details > div, section > details > ul, section > details > figure"),
          ];
          return {
            heights: hidden.map((part) => part.getBoundingClientRect().height),
            exact: style(".bar i").printColorAdjust,
            bar: style(".bar i").backgroundColor,
            paper: style("body").backgroundColor,
          };
        });
        expect(seen.heights.length).toBeGreaterThan(3);
        expect(Math.min(...seen.heights)).toBeGreaterThan(0);
        expect(seen).toMatchObject({ exact: "exact", bar: "rgb(31, 90, 150)", paper: "rgb(255, 255, 255)" });
        expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
      },
    );
  });
});
