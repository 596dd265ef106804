import { vi } from "vitest";
import { main } from "../main.ts";
import type { Finished } from "./command-line.ts";

/** Runs the command inside the test's process, with what it prints caught: quicker than a process of its own. One at a time. */
export async function inProcess(
  args: readonly string[],
  cwd = process.cwd(),
  environment: Readonly<Record<string, string>> = {},
): Promise<Pick<Finished, "exitCode" | "stdout" | "stderr">> {
  const before = process.cwd();
  process.chdir(cwd);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const caught = { stdout: "", stderr: "" };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((caught.stdout += String(text)))),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((caught.stderr += String(text)))),
    vi.spyOn(console, "log").mockImplementation((text: string) => void (caught.stdout += `${text}\n`)),
    vi.spyOn(console, "error").mockImplementation((text: string) => void (caught.stderr += `${text}\n`)),
  ];
  try {
    return { exitCode: await main(args), ...caught };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
    process.chdir(before);
  }
}
