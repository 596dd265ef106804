import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export interface PageOptions {
  width: number;
  colorScheme: "light" | "dark";
  /** Name of a picture to keep, if the variable INTENTSMITH_SHOTS names a folder for them. */
  shot?: string;
}

/** A page that lies in a file, and what it did while it was opened. */
export interface OpenedPage {
  page: Page;
  /** Console messages and errors. */
  messages: string[];
  /** Addresses that were asked for, other than the page's own. */
  requests: string[];
}

/** Opens HTML from a file, looks at it with `look`, and closes it. */
export async function openPage(
  browser: Browser,
  html: string,
  options: PageOptions,
  look: (opened: OpenedPage) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-page-"));
  try {
    const file = join(folder, "page.html");
    writeFileSync(file, html);
    await openAddress(browser, pathToFileURL(file).href, options, async (opened) => {
      await keepShot(opened.page, options.shot);
      await look(opened);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens an address, looks at the page with `look`, and closes it. */
export async function openAddress(
  browser: Browser,
  address: string,
  { width, colorScheme }: PageOptions,
  look: (opened: OpenedPage) => Promise<void>,
): Promise<void> {
  // The accessibility checker is put into the page, which the page's own policy would forbid
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, bypassCSP: true });
  try {
    const page = await context.newPage();
    const messages: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(String(error)));
    page.on("request", (request) => void (request.url() === address || requests.push(request.url())));
    await page.goto(address);
    await look({ page, messages, requests });
  } finally {
    await context.close();
  }
}

/** Keeps a picture of the page as it is now. */
export async function keepShot(page: Page, name: string | undefined): Promise<void> {
  const folder = process.env["INTENTSMITH_SHOTS"];
  if (folder === undefined || name === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** What axe-core finds against WCAG 2.2 A and AA and its best practices: rule, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axePath });
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    return (await axe.run()).violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`),
    );
  });
  return found.slice(0, 20);
}
