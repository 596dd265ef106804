// Loaded with --import: writes the address of every module that the process loads into $RECORD_MODULES/<pid>.
import { register } from "node:module";

const hooks = `
  import { appendFileSync } from "node:fs";
  export async function load(url, context, nextLoad) {
    appendFileSync(${JSON.stringify(process.env.RECORD_MODULES)} + "/" + process.pid, url + "\\n");
    return nextLoad(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
