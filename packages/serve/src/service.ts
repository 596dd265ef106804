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
import { chooseKeys, openRemote, openStore, refuseSeparateMachines, startSharedLimiter } from "./start/open-parts.ts";
import { answerRows } from "./store/answer-rows.ts";
import { Engine } from "./engine/engine.ts";
import { createApp } from "./http/app.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { startAdminServer, type AdminServer } from "./dashboard/admin-server.ts";
import { dashboardPage } from "./dashboard/dashboard-page.ts";
import { TrafficWatch } from "./dashboard/traffic-watch.ts";
import { ModelStateFile } from "./refresh/model-state.ts";
import { ServedModel } from "./refresh/served-model.ts";
import { modelRootOf, stateFileOf } from "./settings/places.ts";
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
  /** Of metrics and dashboard, if they are served. */
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
  const state = new ModelStateFile(stateFileOf(settings));
  const remote = await openRemote(settings, state, logger);
  const served = await ServedModel.start({
    root: modelRootOf(settings),
    sync: remote?.sync,
    canary: settings.canary,
    state,
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
    await remote?.close();
    throw error;
  });
  if (!served.engine.model.exported) {
    logger.info(
      `${settings.model}: a trained folder; \`intentsmith export\` makes one that starts faster and is smaller`,
    );
  }
  const perKey = keys === undefined ? undefined : await startSharedLimiter(settings, logger);
  let draining = false;
  const traffic = new TrafficWatch({
    store,
    logger,
    model: () => ({ version: served.version, reference: served.engine.model.baseline }),
  });
  void traffic.readEarlier();
  const modelName = settings.name ?? modelNameOf(settings.model);
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
    modelName,
    settings,
    keys,
    perKey,
    logger,
    version,
    store,
    onAnswered(answered) {
      metrics.answered(answered);
      if (answered.results.length > 0) {
        traffic.add(answered);
        store?.add(answerRows({ ...answered, atMs: Date.now() }, settings.store.text));
      }
    },
  });
  metrics.observe(() => ({
    waitingRequests: served.engine.waitingRequests,
    crashes: served.crashes,
    store,
    traffic,
  }));
  const dashboard = (): string => {
    const { alarms, accuracy, progress, windows } = traffic;
    const dropped = Object.values(store?.dropped ?? {}).reduce((sum, count) => sum + count, 0);
    return dashboardPage({
      modelName,
      modelVersion: served.version,
      ready: served.ready && !draining,
      alarms,
      accuracy,
      progress,
      windows,
      store: store === undefined ? undefined : { waitingRows: store.waitingRows, healthy: store.healthy, dropped },
    });
  };
  let admin: AdminServer | undefined;
  try {
    if (settings.adminPort !== undefined) {
      admin = await startAdminServer(metrics.registry, dashboard, settings.adminPort);
    }
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
        traffic.stop();
        await store?.close();
        await remote?.close();
        perKey?.stop();
        await admin?.stop();
      },
    };
  } catch (error) {
    await app.close();
    await admin?.stop();
    await served.stop(0);
    traffic.stop();
    await store?.close(0);
    perKey?.stop();
    await remote?.close();
    throw unusableAddress(error, settings);
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
