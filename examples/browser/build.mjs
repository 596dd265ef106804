// node build.mjs MODEL SITE: bundles the page, copies the exported folder MODEL beside it, and writes a brotli copy of every
// file, which web servers send to browsers that take it.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { rolldown } from "rolldown";

const wasm = "ort-wasm-simd-threaded.wasm";
/** Of the exported folder, what the page reads. */
const modelFiles = ["manifest.json", "intentsmith.json", "tokenizer.json", "tokenizer_config.json", "head.safetensors"];

/** Returns the size of the site in bytes, plain and as brotli. */
export async function buildSite(model, site) {
  if (!existsSync(join(model, "manifest.json"))) {
    throw new Error(`${model}: no folder that \`intentsmith export --precision int8\` wrote`);
  }
  const { model: graph } = JSON.parse(readFileSync(join(model, "manifest.json"), "utf8"));
  rmSync(site, { recursive: true, force: true });
  mkdirSync(join(site, "model"), { recursive: true });
  for (const name of ["index.html", "style.css"]) cpSync(join(import.meta.dirname, name), join(site, name));
  for (const name of [...modelFiles, graph.file]) {
    if (existsSync(join(model, name))) cpSync(join(model, name), join(site, "model", name), { recursive: true });
  }
  cpSync(createRequire(import.meta.url).resolve(`onnxruntime-web/${wasm}`), join(site, wasm));
  const bundle = await rolldown({ input: join(import.meta.dirname, "page.js"), platform: "browser", logLevel: "warn" });
  await bundle.write({ file: join(site, "page.js"), minify: true });
  await bundle.close();
  return compress(site);
}

async function compress(site) {
  const size = { plain: 0, brotli: 0 };
  const names = readdirSync(site, { recursive: true }).filter((name) => statSync(join(site, name)).isFile());
  const compressOne = async (name) => {
    const bytes = readFileSync(join(site, name));
    // The best quality takes a minute and makes the WebAssembly a seventh smaller than 9 does; weights gain nothing.
    const quality = name.endsWith(".wasm") ? constants.BROTLI_MAX_QUALITY : 9;
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 24 };
    const small = await promisify(brotliCompress)(bytes, { params });
    writeFileSync(join(site, `${name}.br`), small);
    size.plain += bytes.length;
    size.brotli += small.length;
  };
  await Promise.all(names.map(compressOne));
  return size;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [model, site] = process.argv.slice(2);
  if (site === undefined) {
    console.error("node build.mjs MODEL SITE: an exported folder, and the folder to write");
    process.exit(2);
  }
  const { plain, brotli } = await buildSite(model, site);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(2);
  console.log(`${site}: ${megabytes(plain)} MB, ${megabytes(brotli)} MB as brotli sends it`);
}
