import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Kernel time by operator in the operator profiles that onnxruntime wrote with a path prefix: op → µs, and the sum. */
export function readProfiles(prefix) {
  const byOperator = new Map();
  let totalUs = 0;
  const names = readdirSync(dirname(prefix)).filter((name) => name.startsWith(basename(prefix)));
  for (const name of names) {
    for (const event of JSON.parse(readFileSync(join(dirname(prefix), name), "utf8"))) {
      if (event.cat !== "Node" || !event.name.endsWith("_kernel_time")) continue;
      const operator = event.args.op_name;
      byOperator.set(operator, (byOperator.get(operator) ?? 0) + event.dur);
      totalUs += event.dur;
    }
  }
  return { byOperator, totalUs };
}
