import { homedir } from "node:os";
import { parseConfig } from "@intentsmith/core";
import { findApiKey } from "./api-key.ts";
import { namedHost, settleHost, writtenAt } from "./host.ts";
import { invalidSetting as invalid, variablesGuide } from "./invalid-setting.ts";
import { readSettingsFiles } from "./settings-file.ts";
import { projectNameSchema, wandbConfigSchema, type WandbConfigInput } from "./wandb-config.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that decides where and how a run is sent. Plain data: it crosses into the worker thread. */
export interface WandbSettings {
  mode: "online" | "offline" | "disabled";
  /** Address of the API without a trailing slash. */
  baseUrl: string;
  /** Address of the pages for people. */
  appUrl: string;
  /** Set in mode online. Never written to disk. */
  apiKey: string | undefined;
  project: string;
  entity: string | undefined;
  group: string | undefined;
  name: string | undefined;
  notes: string | undefined;
  jobType: string | undefined;
  tags: string[] | undefined;
  host: string | undefined;
  /** From `WANDB_RUN_ID`; otherwise a new id is made for each run folder. */
  runId: string | undefined;
  resume: "must" | "allow" | "never" | undefined;
  sweepId: string | undefined;
  username: string;
  userEmail: string;
  logArtifact: boolean;
  logFiles: string[];
  sendConsole: boolean;
  finishTimeoutSeconds: number;
  initTimeoutSeconds: number;
  requestTimeoutSeconds: number;
  uploadTimeoutSeconds: number | undefined;
  transmitIntervalSeconds: number;
  proxy: { http: string; https: string; none: string } | undefined;
  verifyTls: boolean;
}

export interface SettingsSources {
  environment?: Environment;
  home?: string;
  workingDirectory?: string;
  /** Address or host that the user names for this call: above every variable and file. */
  to?: string;
  /** Address that a run's folder names; its key has to be the user's for that host (see `settleHost`). */
  recordedBaseUrl?: string;
}

/**
 * Settles where a run is sent. Lowest first: defaults, `~/.config/wandb/settings`, `./wandb/settings`, `WANDB_*`
 * variables, the config's block. Without a block (`undefined`) tracking is disabled whatever the environment says.
 * The key, and whether certificates are checked, never come from `./wandb/settings`.
 * @throws TRACKING_NO_KEY in mode online without a key; TRACKING_HOST_REFUSED if a file of a folder names a host that
 * the user did not; CONFIG_INVALID for a value that cannot be used.
 */
export function resolveWandbSettings(
  block: WandbConfigInput | undefined,
  sources: SettingsSources = {},
): WandbSettings {
  const { environment = process.env, home = homedir(), workingDirectory = process.cwd() } = sources;
  const config = parseConfig(wandbConfigSchema, block ?? { mode: "disabled" }, "tracking.wandb");
  const files = readSettingsFiles(environment, home, workingDirectory);
  const usersOwn = (name: string): string | undefined => environment[`WANDB_${name.toUpperCase()}`] || files.user[name];
  const value = (name: string): string | undefined =>
    environment[`WANDB_${name.toUpperCase()}`] || (files.project[name] ?? files.user[name]);
  const host = settleHost({
    named:
      sources.to === undefined ? writtenAt("WANDB_BASE_URL", environment["WANDB_BASE_URL"]) : namedHost(sources.to),
    found:
      writtenAt("baseUrl in the run's wandb/destination.json", sources.recordedBaseUrl) ??
      writtenAt("base_url in wandb/settings", files.project["base_url"]),
    usual: writtenAt("base_url in the settings file of wandb", files.user["base_url"]),
  });
  const { baseUrl } = host;
  const mode = config.mode ?? modeOf(value("mode"));
  const project = parseConfig(projectNameSchema.optional(), value("project"), "WANDB_PROJECT", variablesGuide);
  return {
    mode,
    baseUrl,
    appUrl: value("app_url")?.replace(/\/+$/, "") ?? appUrlOf(baseUrl),
    apiKey: mode === "online" ? findApiKey(host, environment, files.user, home) : undefined,
    project: config.project ?? project ?? "uncategorized",
    entity: config.entity ?? value("entity"),
    group: config.group ?? value("run_group"),
    name: config.name ?? value("name"),
    notes: value("notes"),
    jobType: value("job_type"),
    tags: config.tags ?? tagsOf(environment["WANDB_TAGS"]),
    host: value("host"),
    runId: runIdOf(value("run_id")),
    resume: resumeOf(value("resume")),
    sweepId: value("sweep_id"),
    username: value("username") ?? "",
    userEmail: value("user_email") ?? "",
    logArtifact: config.logArtifact,
    logFiles: config.logFiles,
    sendConsole: value("console") !== "off",
    finishTimeoutSeconds: config.finishTimeoutSeconds,
    initTimeoutSeconds: seconds(value("init_timeout"), "WANDB_INIT_TIMEOUT") ?? 90,
    requestTimeoutSeconds: seconds(value("http_timeout"), "WANDB_HTTP_TIMEOUT") ?? 30,
    uploadTimeoutSeconds: seconds(value("file_pusher_timeout"), "WANDB_FILE_PUSHER_TIMEOUT"),
    transmitIntervalSeconds:
      seconds(value("x_file_stream_transmit_interval"), "WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL") ?? 15,
    proxy: proxyOf(environment),
    verifyTls: !["true", "1"].includes((usersOwn("insecure_disable_ssl") ?? "").toLowerCase()),
  };
}

/** The pages that belong to an API's address: `api.wandb.` → `wandb.`, other `api.` → `app.`, else the same. */
export function appUrlOf(baseUrl: string): string {
  if (baseUrl.includes("://api.wandb.")) return baseUrl.replace("://api.wandb.", "://wandb.");
  return baseUrl.replace("://api.", "://app.");
}

function modeOf(text: string | undefined): WandbSettings["mode"] {
  switch (text) {
    case undefined:
    case "online":
    case "run":
      return "online";
    case "offline":
    case "dryrun":
      return "offline";
    case "disabled":
      return "disabled";
    default:
      throw invalid("WANDB_MODE", "online, offline or disabled", text);
  }
}

function resumeOf(text: string | undefined): WandbSettings["resume"] {
  switch (text) {
    case undefined:
      return undefined;
    case "must":
    case "never":
      return text;
    case "allow":
    case "auto":
      return "allow";
    default:
      throw invalid("WANDB_RESUME", "must, allow, never or auto", text);
  }
}

function tagsOf(text: string | undefined): string[] | undefined {
  if (text === undefined || text === "") return undefined;
  const tags = text.split(",");
  const wrong = tags.find((tag) => tag.length === 0 || tag.length > 64);
  if (wrong !== undefined) throw invalid("WANDB_TAGS", "tags of 1 to 64 characters separated by commas", text);
  return tags;
}

function runIdOf(text: string | undefined): string | undefined {
  if (text !== undefined && (text !== text.trim() || /[:;,#?/']/.test(text))) {
    throw invalid("WANDB_RUN_ID", "an id without outer spaces and without any of : ; , # ? / '", text);
  }
  return text;
}

function seconds(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= 0)) throw invalid(name, "a number of seconds", text);
  return number;
}

function proxyOf(environment: Environment): WandbSettings["proxy"] {
  const find = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? "";
  const [http, https] = [find("HTTP_PROXY"), find("HTTPS_PROXY")];
  return http === "" && https === "" ? undefined : { http, https, none: find("NO_PROXY") };
}
