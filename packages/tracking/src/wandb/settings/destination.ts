import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, parseRecord, readJsonFile, writeFileAtomic } from "@intentsmith/core";
import { z } from "zod";
import { wandbConfigSchema } from "./wandb-config.ts";
import { resolveWandbSettings, type SettingsSources, type WandbSettings } from "./wandb-settings.ts";

const destinationSchema = z.object({
  baseUrl: z.string(),
  runId: z.string().optional(),
  config: wandbConfigSchema,
});

function destinationPath(run: string): string {
  return join(run, "wandb", "destination.json");
}

/** Keeps where a run is meant to go (without the key), so that `runs sync` sends it there later. */
export function writeDestination(run: string, settings: WandbSettings): void {
  const { project, entity, group, name, tags, logArtifact, logFiles, finishTimeoutSeconds, baseUrl, runId } = settings;
  const config = { project, entity, group, name, tags, logArtifact, logFiles, finishTimeoutSeconds };
  writeFileAtomic(destinationPath(run), `${JSON.stringify({ baseUrl, runId, config }, null, 2)}\n`);
}

/**
 * The settings for sending a run later: where it was meant to go, with the key and address that hold now. A run that
 * was not tracked goes where the `WANDB_*` variables say. `mode` is online unless only a log is to be written. The
 * folder may be somebody else's: a server that it names gets no key that the user has not bound to it.
 * @throws TRACKING_NO_KEY, TRACKING_HOST_REFUSED, FILE_MALFORMED, CONFIG_INVALID
 */
export function settingsForSync(
  run: string,
  sources: SettingsSources = {},
  mode: "online" | "offline" = "online",
): WandbSettings {
  checkArguments("settingsForSync", {
    run: [run, expected.path],
    sources: [sources, expected.object],
    mode: [mode, expected.oneOf("online", "offline")],
  });
  const path = destinationPath(run);
  if (!existsSync(path)) return resolveWandbSettings({ mode }, sources);
  const destination = parseRecord(destinationSchema, readJsonFile(path, "the run's destination"), path);
  const { environment = process.env } = sources;
  const remembered: Record<string, string> = destination.runId === undefined ? {} : { WANDB_RUN_ID: destination.runId };
  return resolveWandbSettings(
    { ...withoutUndefined(destination.config), mode },
    {
      ...sources,
      recordedBaseUrl: destination.baseUrl,
      environment: { ...remembered, ...withoutUndefined(environment) },
    },
  );
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
