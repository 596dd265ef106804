import { isBuiltin } from "node:module";

/**
 * What a TypeScript file imports, types as well: `[{specifier, line, type}]` (`type`: nothing of it is left when it runs); `import`, `export … from`, `import()`,
 * `require()` and `import.meta.resolve()` alike. A call of the global `fetch` counts as an import of `fetch`. Works on formatted
 * code (a statement begins its line) and needs no parser.
 */
export function readImports(source) {
  const code = blankComments(source);
  const found = [];
  const add = (match, specifier) =>
    found.push({
      specifier,
      line: code.slice(0, match.index).split("\n").length + leadingLines(match[0]),
      type: /^\s*(?:import|export)\s+type\b/.test(match[0]),
    });
  const statement = /^[ \t]*(?:import|export)\b(?!\s*\()(?:[^;"'`]*?\bfrom\s*)?\s*["']([^"'\n]+)["']/gm;
  for (const match of code.matchAll(statement)) add(match, match[1]);
  const call = /\b(?:import|require|import\.meta\.resolve)\s*\(\s*["']([^"'\n]+)["']/g;
  for (const match of code.matchAll(call)) add(match, match[1]);
  const globalFetch = /(?<![\w.$#]|function |async )fetch\s*\(|\bglobalThis\.fetch\b/g;
  for (const match of code.matchAll(globalFetch)) add(match, "fetch");
  return found.sort((a, b) => a.line - b.line);
}

/** "@scope/name/sub" → "@scope/name", "node:fs/promises" → "fs". */
export function packageOf(specifier) {
  if (isBuiltin(specifier)) return specifier.replace(/^node:/, "").split("/")[0];
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Comments become spaces: line numbers stay. Only whole-line `//` comments, so that "https://" in a string survives. */
function blankComments(source) {
  const blank = (text) => text.replace(/[^\n]/g, " ");
  return source.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, blank).replace(/^[ \t]*\/\/.*$/gm, blank);
}

function leadingLines(text) {
  return text.length - text.trimStart().length === 0 ? 0 : text.slice(0, text.search(/\S/)).split("\n").length - 1;
}
