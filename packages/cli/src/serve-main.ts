import { serveCommands } from "./commands/serve.ts";
import { runProcessWith } from "./process/run-command.ts";

/** The process of `intentsmith serve`: a service that runs for months loads no trainer, gradients or hub with it. */
export function runProcess(): Promise<void> {
  return runProcessWith([serveCommands]);
}
