import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { checkDocs } from "./check-docs.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function repository(files) {
  const root = mkdtempSync(join(tmpdir(), "check-docs-"));
  folders.push(root);
  for (const [path, text] of Object.entries({ "package.json": `{"scripts":{"test":"x"}}`, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

it("accepts links that lead somewhere", () => {
  const root = repository({
    "README.md":
      "[a](docs/a.md) [b](docs/a.md#two-words-x--more) [c](#top) [d](https://d.example) [e](docs)\n\n# Top\n",
    "docs/a.md":
      '# Two words: `x` & more\n\n## Two words - more\n\n[up](../README.md "title") `[no](link.md)`\n\n```md\n[no](x.md)\n```\n',
    "node_modules/x/README.md": "[gone](gone.md)\n",
  });
  expect(checkDocs(root)).toEqual([]);
});

it("finds links to nothing and scripts that are not there", () => {
  const root = repository({
    "README.md": "text\n[a](gone.md)\n[b](#gone)\n`npm run test`\n```sh\nnpm run gone -- --flag\n```\n",
  });
  expect(checkDocs(root)).toEqual([
    "README.md:2: the link gone.md leads nowhere",
    "README.md:3: the link #gone: no such heading",
    "README.md:6: no npm script is called gone",
  ]);
});
