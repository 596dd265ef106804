import { silentLogger, type Logger } from "@intentsmith/core";
import { onTestFinished } from "vitest";
import { startService, type RunningService } from "../service.ts";
import { serviceSettingsSchema, type ServiceSettings } from "../settings/service-settings.ts";
import { compiledEngine, exportedFolder } from "./exported-folder.ts";

type Changes = Partial<Omit<ServiceSettings, "limits" | "store">> & {
  limits?: Partial<ServiceSettings["limits"]>;
  store?: Partial<ServiceSettings["store"]>;
};

/** A service on any free port, gone after the test. */
export async function runningService(changes: Changes = {}, logger: Logger = silentLogger): Promise<RunningService> {
  const settings = serviceSettingsSchema.parse({
    model: exportedFolder,
    name: "tiny",
    port: 0,
    store: { address: "none" },
    ...changes,
  });
  const service = await startService(settings, { logger, version: "0.0.0", engineEntry: compiledEngine });
  onTestFinished(() => service.stop());
  return service;
}

/** Sends JSON. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
