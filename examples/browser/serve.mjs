// node serve.mjs SITE [PORT]: serves the built page on this machine, compressed where the browser takes it.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { pathToFileURL } from "node:url";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** A server for the files of a folder that `build.mjs` wrote. */
export function siteServer(site) {
  return createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
    const file = normalize(join(site, path.endsWith("/") ? `${path}index.html` : path));
    if (!file.startsWith(join(site, sep)) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const small = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && existsSync(`${file}.br`);
    const sent = small ? `${file}.br` : file;
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(sent).size,
      vary: "accept-encoding",
      ...(small ? { "content-encoding": "br" } : {}),
    });
    createReadStream(sent).pipe(response);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [site, port = "8000"] = process.argv.slice(2);
  if (site === undefined) {
    console.error("node serve.mjs SITE [PORT]: the folder that build.mjs wrote");
    process.exit(2);
  }
  const server = siteServer(site);
  server.listen(Number(port), "127.0.0.1", () => console.log(`http://localhost:${server.address().port}`));
}
