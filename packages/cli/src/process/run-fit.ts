import { rmSync } from "node:fs";
import { join } from "node:path";
import { exportModel } from "@intentsmith/export";
import { fit, type WrittenConfig } from "@intentsmith/train";
import type { Context } from "../arguments/command.ts";
import { measuredSplit } from "../report/evaluate-folder.ts";
import { fitReport } from "../report/fit-report.ts";
import { writeReport } from "../report/write-report.ts";
import { fitResultJson, formatFitResult } from "../summary/fit-summary.ts";
import { interruptible } from "./interruption.ts";

/** Searches, exports what was chosen, writes the report, and prints the result. @returns the exit code. */
export async function runFit(
  config: WrittenConfig,
  { out, budgetS, json, noReport }: { out: string; budgetS?: number | undefined; json: boolean; noReport: boolean },
  context: Context,
): Promise<number> {
  const { logger, print, commandLine } = context;
  const limit = budgetS === undefined ? {} : { budgetS };
  const result = await interruptible(logger, (signal) => fit(config, { out, logger, signal, commandLine, ...limit }));
  const onnxFolder = join(out, "onnx");
  rmSync(onnxFolder, { recursive: true, force: true });
  const { threads } = config.train;
  await exportModel(result.modelDirectory, onnxFolder, { logger, threads });
  if (!noReport) {
    const measured = measuredSplit(result, result.dataset, result.modelDirectory);
    await writeReport(out, () => fitReport(out, context, measured), logger);
  }
  print(json ? JSON.stringify(fitResultJson(result, onnxFolder), null, 2) : formatFitResult(result, onnxFolder));
  return result.interrupted ? 130 : 0;
}
