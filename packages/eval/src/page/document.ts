import { escapeHtml } from "./html.ts";
import { styles } from "./styles.ts";

/** A part of a page under a heading of its own; listed at the top. */
export interface Section {
  /** For links within the page. */
  id: string;
  title: string;
  /** HTML. */
  content: string;
}

/**
 * A whole page that needs nothing else: no script, no font, no picture, no network; its own policy forbids all of them.
 *
 * @param page.opening HTML below the title: headline, findings.
 */
export function renderDocument(page: {
  title: string;
  /** For the browser's tab; default the title. */
  tabTitle?: string;
  opening: string;
  sections: readonly Section[];
}): string {
  const { title, tabTitle = title, opening, sections } = page;
  const links = sections.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join("\n");
  const bodies = sections.map(
    ({ id, title, content }) => `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
${content}
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(tabTitle)}</title>
<style>
${styles}
</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
</header>
<main>
${opening}
<nav aria-label="On this page"><ul>
${links}
</ul></nav>
${bodies.join("\n")}
</main>
</body>
</html>
`;
}

/** Names and values side by side, as HTML. */
export function factList(facts: Readonly<Record<string, string | number | boolean>>): string {
  const items = Object.entries(facts).map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd></div>`,
  );
  return `<dl class="facts">\n${items.join("\n")}\n</dl>`;
}
