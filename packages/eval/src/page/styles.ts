/** The colours of both schemes. Texts in `ink`, `soft`, `accent` and `wrong` reach 4.5 : 1 on `paper` and on `panel`. */
export const palettes = {
  light: {
    paper: "#ffffff",
    panel: "#f3f4f6",
    ink: "#16191d",
    soft: "#525a64",
    line: "#d5d9de",
    shade: "#c3c9d0",
    accent: "#1f5a96",
    wrong: "#a8400f",
  },
  dark: {
    paper: "#14171b",
    panel: "#1f242a",
    ink: "#e9ebee",
    soft: "#a9b1bb",
    line: "#3a424b",
    shade: "#4a5561",
    accent: "#86b8ec",
    wrong: "#f2a072",
  },
} as const;

/** The most of `accent` or `wrong` in the ground of a matrix cell, in percent: its digits keep 4.5 : 1. */
export const strongestTint = 40;

function variables(palette: Record<string, string>): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(" ");
}

/** The style sheet of every page: light and dark by the reader's setting, one column on a phone, bars on paper too. */
export const styles: string = `
:root { color-scheme: light dark; ${variables(palettes.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(palettes.dark)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.75rem 0 .5rem; scroll-margin-top: 1rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; scroll-margin-top: 1rem; }
p { margin: .25rem 0 .75rem; max-width: 46rem; }
.note, caption, figcaption { color: var(--soft); font-size: .875rem; }
caption { text-align: left; padding-bottom: .4rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 1.25rem 0 0; padding: .6rem 0;
  border-block: 1px solid var(--line); font-size: .9rem; }
nav a { display: inline-block; padding: .15rem 0; }
.headline { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; margin: 1rem 0 .5rem; }
.headline strong { font-size: 3.25rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.headline .interval { font-size: 1.1rem; font-variant-numeric: tabular-nums; }
.findings { border-left: 4px solid var(--accent); padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
.findings p { margin: .35rem 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0 1.5rem; margin: .5rem 0; }
.facts div { display: flex; gap: .75rem; justify-content: space-between; border-bottom: 1px solid var(--line); padding: .25rem 0;
  font-size: .9rem; min-width: 0; }
.facts dt { color: var(--soft); flex: 0 0 auto; max-width: 60%; overflow-wrap: anywhere; }
.facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; max-width: 100%; background:
  linear-gradient(to right, var(--paper) 30%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--paper) 30%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) left / .9rem 100% no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) right / .9rem 100% no-repeat scroll; }
.scroll:focus-visible { outline-offset: 0; }
table { border-collapse: collapse; font-size: .9rem; }
.wide { width: 100%; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
thead th { color: var(--soft); vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
th.label .note { font-weight: 400; }
.weak { color: var(--wrong); font-weight: 600; font-size: .8rem; }
.label { overflow-wrap: anywhere; min-width: 6.5rem; font-weight: 600; }
.bar { display: inline-block; width: 6rem; height: .55rem; margin-right: .5rem; background: var(--panel); border: 1px solid var(--line); }
.bar i { display: block; height: 100%; background: var(--accent); }
details { margin: .5rem 0; } details > [id] { scroll-margin-top: 3rem; }
summary { cursor: pointer; padding: .3rem 0; color: var(--accent); overflow-wrap: anywhere; }
details > summary + * { margin-top: .25rem; }
.group > summary { color: var(--ink); border-bottom: 1px solid var(--line); }
.matrix th, .matrix td { border: 1px solid var(--line); padding: .2rem .35rem; }
.matrix thead th { height: 11.5rem; padding: .35rem .2rem; vertical-align: bottom; color: var(--ink); font-weight: 400; }
.matrix thead th.corner { height: auto; color: var(--soft); white-space: normal; min-width: 7rem; max-width: 12rem; }
.matrix thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 11rem; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.matrix tbody th { position: sticky; left: 0; background: var(--paper); font-weight: 400; text-align: right; max-width: 16rem;
  overflow-wrap: anywhere; }
.matrix td { text-align: center; min-width: 2rem; font-variant-numeric: tabular-nums; }
.matrix td.right { background: color-mix(in srgb, var(--accent) calc(var(--tint) * 1%), var(--paper)); }
.matrix td.wrong { background: color-mix(in srgb, var(--wrong) calc(var(--tint) * 1%), var(--paper)); }
.matrix td a { color: inherit; }
.matrix tbody + tbody { border-top: 3px solid var(--soft); }
.texts { list-style: none; padding: 0; margin: .5rem 0; }
.texts li { border-left: 3px solid var(--line); padding: 0 0 0 .75rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
.texts q { quotes: none; white-space: pre-wrap; display: block; }
.texts .note b { color: var(--ink); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem 1.5rem; }
figure { margin: .5rem 0; min-width: 0; }
figure svg { display: block; width: 100%; max-width: 30rem; height: auto; overflow: visible; }
figure.large svg { max-width: 42rem; min-width: 36rem; }
figcaption { margin-bottom: .25rem; }
.key { display: inline-block; width: .8rem; height: .8rem; border: 1px solid var(--ink); vertical-align: -.08rem; }
.key.right { background: var(--accent); } .key.wrong { background: var(--wrong); }
@media (max-width: 34rem) {
  body { padding-top: 1rem; }
  th, td { padding-right: .5rem; }
  table.wide { font-size: .82rem; }
  .bar { display: block; width: 100%; margin: .35rem 0 0; }
  .matrix tbody th { max-width: 7.5rem; font-size: .8rem; }
}
@media print {
  :root { ${variables(palettes.light)} }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, figure details { display: none; }
  .scroll { overflow: visible; }
  .matrix { font-size: 7pt; } .matrix th, .matrix td { padding: .1rem; min-width: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  details > :not(summary) { display: block; }
  h2, h3, summary { break-after: avoid; } tr, li, figure { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`.trim();
