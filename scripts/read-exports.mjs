/**
 * What a TypeScript file exports: `[{name, type, from}]`; `from` of `export … from "./x.ts"`, `name` "*" for all of it.
 * Works on formatted code (a statement begins its line) and needs no parser.
 */
export function readExports(source) {
  const found = [];
  const listed = /^export (type )?\{([^}]*)\}(?: from "([^"]+)")?/gm;
  for (const [, allTypes, list, from] of source.matchAll(listed)) {
    for (const item of itemsOf(list)) found.push({ ...item, type: allTypes !== undefined || item.type, from });
  }
  for (const [, from] of source.matchAll(/^export \* from "([^"]+)"/gm)) found.push({ name: "*", type: false, from });
  const declared =
    /^export (?:declare )?(?:async )?(const|let|function\*?|class|abstract class|interface|type|enum) (\w+)/gm;
  for (const [, kind, name] of source.matchAll(declared)) {
    found.push({ name, type: kind === "interface" || kind === "type", from: undefined });
  }
  return found;
}

/** What a file imports by name: `[{name, specifier}]`, types and re-exports too; `import * as` and `import()` as far as names are taken apart. */
export function readNamedImports(source) {
  const found = [];
  const statement = /^[ \t]*(?:import|export)(?: type)? (?:\w+, )?\{([^}]*)\} from "([^"]+)"/gm;
  for (const [, list, specifier] of source.matchAll(statement)) {
    for (const { original } of itemsOf(list)) found.push({ name: original, specifier });
  }
  for (const [, list, specifier] of source.matchAll(/\{([^{}]*)\} = await import\(\s*"([^"]+)"/g)) {
    for (const part of list.split(",")) found.push({ name: part.split(":")[0].trim(), specifier });
  }
  for (const [, specifier, name] of source.matchAll(/\bimport\("([^"]+)"\)\.(\w+)/g)) found.push({ name, specifier });
  return found.filter(({ name }) => name !== "");
}

/** "a, type B, c as d" → each with its name outside and its original one. */
function itemsOf(list) {
  return list
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((item) => {
      const type = item.startsWith("type ");
      const [original, name = original] = item.replace(/^type /, "").split(" as ");
      return { name, original, type };
    });
}
