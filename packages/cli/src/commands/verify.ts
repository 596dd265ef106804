import { IntentsmithError } from "@intentsmith/core";
import { verifyExportedFolder, type Check } from "@intentsmith/classifier";
import { defineCommand, type Command } from "../arguments/command.ts";
import { threadsOf, threadsOption } from "../arguments/shared-options.ts";

export const verifyCommand: Command = defineCommand({
  usage: "verify <folder>",
  describe: "Check an exported folder: hash of every file, and what every ONNX file makes of the golden set",
  positionals: { folder: { type: "string", demandOption: true, describe: "folder that export wrote" } },
  options: {
    threads: threadsOption,
    json: { type: "boolean", default: false, describe: "print the checks as JSON" },
  },
  examples: [["verify deploy", "exit code 1 if a byte was changed, or a file answers otherwise than recorded"]],
  async run(values, { print }) {
    const folder = values.folder as string;
    const checks = await verifyExportedFolder(folder, threadsOf(values.threads));
    print(values.json ? JSON.stringify(checks, null, 2) : checks.map(line).join("\n"));
    const faults = checks.flatMap((check) => check.faults);
    if (faults.length === 0) return;
    throw new IntentsmithError("EXPORT_CHANGED", `${folder}: ${faults.length} of its checks failed: ${faults[0]}`, {
      hint: "Copy the folder again, or export the model anew.",
    });
  },
});

function line({ what, faults, skipped }: Check): string {
  if (skipped !== undefined) return `skipped  ${what}: ${skipped}`;
  return [
    `${faults.length === 0 ? "ok      " : "FAILED  "} ${what}`,
    ...faults.map((fault) => `           ${fault}`),
  ].join("\n");
}
