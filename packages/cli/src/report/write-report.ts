import { join } from "node:path";
import { messageOf, writeFileAtomic, type Logger } from "@intentsmith/core";

/**
 * Writes the page that stands at the end of a training into its folder. What it shows is on disk already, so a failure
 * here is said and is none of the training's.
 */
export async function writeReport(folder: string, render: () => Promise<string>, logger: Logger): Promise<void> {
  const file = join(folder, "report.html");
  try {
    writeFileAtomic(file, await render());
    logger.info(`report: ${file}`);
  } catch (error) {
    logger.warn(`${file}: not written: ${messageOf(error)}; intentsmith runs report ${folder} --out FILE tries again`);
  }
}
