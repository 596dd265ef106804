import { basename, resolve } from "node:path";
import {
  checkArguments,
  expected,
  IntentsmithError,
  type Logger,
  messageOf,
  parseConfig,
  systemErrorCode,
} from "@intentsmith/core";
import { answerRows } from "./store/answer-rows.ts";
import { isPostgres } from "./store/open-database.ts";
import { RequestStore } from "./store/request-store.ts";
import { Engine } from "./engine/engine.ts";
import { createApp } from "./http/app.ts";
import { KeyStore } from "./keys/key-store.ts";
import { createMetrics, startMetricsServer, type MetricsServer } from "./metrics/metrics.ts";
import { ModelStateFile } from "./refresh/model-state.ts";
import { ServedModel } from "./refresh/served-model.ts";
import { isLoopback } from "./settings/read-settings.ts";
import { keysFileOf, stateFileOf, storeAddressOf } from "./settings/places.ts";
import { serviceSettingsSchema, type ServiceSettings } from "./settings/service-settings.ts";

export interface ServiceOptions {
  logger: Logger;
  /** Of the package, for the OpenAPI document. */
  version: string;
  /** Another file than the compiled one, for the engine's process. */
  engineEntry?: string;
}

const serviceOptions = expected.options<ServiceOptions>(
  { logger: expected.object, version: expected.text, engineEntry: expected.text },
  ["logger", "version"],
);

export interface RunningService {
  /** `http://127.0.0.1:5001` */
  url: string;
  /** Of the metrics, if they are served. */
  adminUrl: string | undefined;
  modelVersion(): string;
  /** Pid of the process that classifies, for tests and for people who look. */
  enginePid(): number | undefined;
  /** Looks at the pointer `latest` now, and not only at the next turn. */
  refresh(): Promise<void>;
  /** Not ready from now on; answers what is under way, then ends everything. */
  stop(): Promise<void>;
}

/**
 * Starts the service: the model's process first, then the listeners.
 * @throws ARGUMENT_INVALID for an open host without keys; ADDRESS_UNUSABLE; what loading the model throws.
 */
export async function startService(settings: ServiceSettings, options: ServiceOptions): Promise<RunningService> {
  parseConfig(serviceSettingsSchema, settings, "startService: settings", "docs/guides/serving.md");
  checkArguments("startService", { options: [options, serviceOptions] });
  const { logger, version } = options;
  refuseSeparateMachines(settings);
  const keys = chooseKeys(settings);
  const store = await openStore(settings, logger);
  const metrics = createMetrics();
  const served = await ServedModel.start({
    root: settings.model,
    state: new ModelStateFile(stateFileOf(settings)),
    refreshMs: settings.refreshSeconds * 1000,
    graceMs: settings.deadlineMs,
    logger,
    startEngine: (folder) =>
      Engine.start({
        folder,
        threads: settings.threads,
        maxBatchTokens: settings.maxBatchTokens,
        deadlineMs: settings.deadlineMs,
        hangTimeoutMs: settings.hangTimeoutMs,
        logger,
        onBatch: metrics.batch,
        ...(options.engineEntry === undefined ? {} : { entry: options.engineEntry }),
      }),
  }).catch(async (error: unknown) => {
    await store?.close(0);
    throw error;
  });
  if (!served.engine.model.exported) {
    logger.info(
      `${settings.model}: a trained folder; \`intentsmith export\` makes one that starts faster and is smaller`,
    );
  }
  let draining = false;
  const app = createApp({
    model: {
      classify: (texts, request) => served.classify(texts, request),
      refuseIfFull: () => served.refuseIfFull(),
      get version() {
        return served.version;
      },
      get ready() {
        return served.ready && !draining;
      },
    },
    modelName: settings.name ?? modelNameOf(settings.model),
    settings,
    keys,
    logger,
    version,
    store,
    onAnswered(answered) {
      metrics.answered(answered);
      if (answered.results.length > 0) {
        store?.add(answerRows({ ...answered, atMs: Date.now() }, settings.store.text));
      }
    },
  });
  metrics.observe(() => ({ waitingRequests: served.engine.waitingRequests, crashes: served.crashes }));
  let admin: MetricsServer | undefined;
  try {
    if (settings.adminPort !== undefined) admin = await startMetricsServer(metrics, settings.adminPort);
    const url = await app.listen({ host: settings.host, port: settings.port });
    return {
      url,
      adminUrl: admin?.url,
      modelVersion: () => served.version,
      enginePid: () => served.engine.pid,
      refresh: () => served.check(),
      async stop() {
        draining = true;
        await new Promise((later) => setTimeout(later, settings.drainDelayMs));
        await app.close();
        await served.stop(settings.deadlineMs);
        await store?.close();
        await admin?.stop();
      },
    };
  } catch (error) {
    await app.close();
    await admin?.stop();
    await served.stop(0);
    await store?.close(0);
    throw unusableAddress(error, settings);
  }
}

/** On loopback no key is asked for. @throws ARGUMENT_INVALID for another host without keys. */
function chooseKeys(settings: ServiceSettings): KeyStore | undefined {
  const { host, auth } = settings;
  if (isLoopback(host) || !auth) return undefined;
  const keysFile = keysFileOf(settings);
  const keys = new KeyStore(keysFile);
  if (keys.list().some(({ revokedAt }) => revokedAt === undefined)) return keys;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `--host ${host}: others can reach it, and ${keysFile} has no API key`,
    {
      hint: "Make one with `intentsmith serve keys add NAME`, or open the service to everybody with --no-auth.",
    },
  );
}

/** Postgres may come later, a folder that cannot be written never will. @throws STORE_UNAVAILABLE. */
async function openStore(settings: ServiceSettings, logger: Logger): Promise<RequestStore | undefined> {
  const address = storeAddressOf(settings);
  if (address === undefined) return undefined;
  const options = { address, retentionDays: settings.store.retentionDays, logger };
  return isPostgres(address) ? RequestStore.openLater(options) : await RequestStore.open(options);
}

/** A file on one of several machines is lost with it, and none of them sees the whole. @throws ARGUMENT_INVALID. */
function refuseSeparateMachines({ machines, store, redis, auth, host }: ServiceSettings): void {
  if (machines === 1) return;
  const refuse = (what: string, hint: string): never => {
    throw new IntentsmithError("ARGUMENT_INVALID", `machines: ${machines}, but ${what}`, { hint });
  };
  if (store.address === "sqlite") {
    refuse("requests are stored in a file of each", "Set store.address to postgres://… or to none.");
  }
  if (redis === undefined && auth && !isLoopback(host)) {
    refuse("each would count the requests of a key by itself", "Set redis to redis://….");
  }
}

function modelNameOf(folder: string): string {
  return (
    basename(resolve(folder))
      .replaceAll(/[^A-Za-z0-9_.-]/g, "-")
      .slice(0, 64) || "model"
  );
}

function unusableAddress(error: unknown, { host, port }: ServiceSettings): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || !/^E(ADDR|ACCES|NOTFOUND|AI_)/.test(code)) return error;
  const why = code === "EADDRINUSE" ? "the port is in use" : messageOf(error);
  return new IntentsmithError("ADDRESS_UNUSABLE", `${host}:${port}: cannot listen: ${why}`, {
    hint: "Choose another with --port or --host.",
    cause: error,
  });
}
