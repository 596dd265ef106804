// The top-level declarations of a formatted TypeScript file, without a parser: each begins its line.

const declaration =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(function\*?|class|const|let|interface|type|enum) ([\w$]+)/;

/** Declarations as `{name, kind, comments, code}`: `code` without comments, `comments` the docblocks, as text, in it. */
export function readDeclarations(source) {
  const found = [];
  let pending = [];
  for (const line of source.split("\n")) {
    const [, kind, name] = declaration.exec(line) ?? [];
    if (name !== undefined) {
      found.push({ name, kind: kind.replace("*", ""), lines: [...pending, line] });
      pending = [];
    } else if (/^(\/\*\*| \*|\/\/|import |export (\*|type \{|\{))/.test(line)) {
      // A comment at the margin belongs to what follows it.
      pending.push(line);
    } else {
      found.at(-1)?.lines.push(line);
      if (line === "" || line === "}") pending = [];
    }
  }
  return found.map(({ name, kind, lines }) => {
    const text = lines.join("\n");
    return { name, kind, comments: text.match(/\/\*\*[\s\S]*?\*\//g) ?? [], code: withoutComments(text) };
  });
}

/** Names that a file takes from elsewhere: `{local, name, specifier}`; of `export … from`, `local` is the new name. */
export function readNames(source) {
  const code = withoutComments(source);
  const statement = /(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*["']([^"']+)["']/g;
  const dynamic = /\{([^{}]*)\}\s*=\s*(?:\([^()]*\)\s*)?await import\(\s*["']([^"']+)["']\s*\)/g;
  return [...code.matchAll(statement), ...code.matchAll(dynamic)].flatMap(([, list, specifier]) =>
    list
      .split(",")
      .map((part) => part.trim().replace(/^type\s+/, ""))
      .filter((part) => part !== "")
      .map((part) => {
        const [name, local = name] = part.split(/\s+as\s+|\s*:\s*/);
        return { local, name, specifier };
      }),
  );
}

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^[ \t]*\/\/.*$/gm, "");
}
