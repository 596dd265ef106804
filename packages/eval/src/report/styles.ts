/** The report's style sheet: light and dark by the reader's setting, one column on a phone. */
export const styles: string = `
:root { color-scheme: light dark; --paper: #fcfcfb; --ink: #1c1f23; --soft: #5c646e; --line: #dfe2e6;
  --panel: #f2f3f5; --right: #1f7a5c; --wrong: #c2571a; --on-mark: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e8eaed; --soft: #a0a8b2; --line: #333941;
  --panel: #1e2228; --right: #4cc497; --wrong: #f0925a; --on-mark: #10130f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0 .75rem; max-width: 44rem; }
.note, caption { color: var(--soft); font-size: .875rem; }
.headline { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; margin: 1rem 0 .25rem; }
.headline strong { font-size: 3rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .5rem; margin: 1rem 0 0; }
.tiles div { background: var(--panel); border-radius: .4rem; padding: .5rem .75rem; min-width: 0; }
.tiles dt { color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
.tiles dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: .3rem .6rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.label { overflow-wrap: anywhere; min-width: 7rem; }
.bar { display: block; min-width: 3.5rem; height: .35rem; border-radius: .2rem; background: var(--line); margin: .3rem 0; }
.bar i { display: block; height: 100%; border-radius: inherit; background: var(--right); }
ol { padding-left: 2rem; } li { margin: .2rem 0; overflow-wrap: anywhere; }
.wrong { list-style: none; padding: 0; }
.wrong li { border-left: 3px solid var(--wrong); padding: .1rem 0 .1rem .75rem; margin: 0 0 .9rem; }
.wrong q { quotes: none; white-space: pre-wrap; }
.right-word { color: var(--right); } .wrong-word { color: var(--wrong); }
svg { display: block; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg text { fill: var(--ink); } svg .soft { fill: var(--soft); } svg .on-mark { fill: var(--on-mark); }
svg .right { fill: var(--right); } svg .wrong-fill { fill: var(--wrong); } svg .grid { fill: none; stroke: var(--line); }
@media (max-width: 34rem) { .optional { display: none; } body { padding-top: 1rem; } }
`.trim();
