import {
  KeyStore,
  keysFileOf,
  listVersions,
  modelRootOf,
  ModelStateFile,
  readSettings,
  scopes,
  startService,
  stateFileOf,
  storeAddressOf,
  versionFolder,
  type Scope,
} from "@intentsmith/serve";
import { IntentsmithError, redactUrl } from "@intentsmith/core";
import { isLoopback } from "@intentsmith/remote";
import { defineCommand, type Command, type CommandGroup } from "../arguments/command.ts";
import { packageVersion } from "../arguments/parse-arguments.ts";
import { deleteRequestCommand, exportFeedbackCommand } from "./serve-store.ts";
import { untilSignal } from "../process/until-signal.ts";

const startCommand: Command = defineCommand({
  usage: "serve",
  describe:
    "Answer over HTTP with a model that export wrote; `serve keys` and `serve models` keep its keys and versions",
  options: {
    model: {
      type: "string",
      describe: "folder that export wrote; or folder, http(s)://… or s3://bucket/prefix of versions with `latest`",
    },
    host: { type: "string", describe: "address to listen on (default 127.0.0.1); another needs keys or --no-auth" },
    port: { type: "number", describe: "port to listen on (default 5001; 0: any free one)" },
    "admin-port": {
      type: "number",
      describe: "port of /metrics and of a page about the traffic, on 127.0.0.1 (default: none)",
    },
    "no-auth": { type: "boolean", default: false, describe: "ask for no API key on any host" },
    "data-dir": { type: "string", describe: "folder of what it keeps (default intentsmith-serve)" },
    store: { type: "string", describe: "where requests are stored: sqlite (default), none, or postgres://…" },
    "keys-file": { type: "string", describe: "file of `serve keys` (default keys.json in --data-dir)" },
    threads: { type: "number", describe: "threads of the model's process (default 1)" },
    config: { type: "string", describe: "YAML file with these and more settings" },
    set: { type: "string", array: true, default: [] as string[], describe: "one setting: limits.texts=8" },
  },
  examples: [
    [
      "serve --model deploy",
      'then: curl -d \'{"text":"hello"}\' -H content-type:application/json localhost:5001/predict',
    ],
    ["serve --model deploy --host 0.0.0.0 --keys-file keys.json", "for others; keys from: serve keys add NAME"],
  ],
  async run(values, { logger, print, environment }) {
    const settings = readSettings({
      file: values.config,
      environment,
      settings: [...values.set, ...(values.store === undefined ? [] : [`store.address=${values.store}`])],
      flags: {
        dataDir: values["data-dir"],
        model: values.model,
        host: values.host,
        port: values.port,
        adminPort: values["admin-port"],
        keysFile: values["keys-file"],
        threads: values.threads,
        auth: values["no-auth"] ? false : undefined,
      },
    });
    const service = await startService(settings, { logger, version: packageVersion() });
    print(`listening on ${service.url} (model ${service.modelVersion()})`);
    const stored = storeAddressOf(settings);
    const texts = settings.store.text === "off" ? "no texts" : `texts ${settings.store.text}`;
    print(stored === undefined ? "nothing is stored" : `requests are stored in ${redactUrl(stored)} (${texts})`);
    if (service.adminUrl !== undefined)
      print(`traffic on ${service.adminUrl}/, metrics on ${service.adminUrl}/metrics`);
    if (!settings.auth && !isLoopback(settings.host))
      logger.warn("no API key is asked for: whoever reaches it may use it");
    const signal = await untilSignal();
    logger.info(`${signal}: answering what is under way; a second time ends at once`);
    await service.stop();
    logger.info("stopped");
  },
});

/** The data folder of a service that was started without another. */
const dataDir = {
  type: "string",
  default: "intentsmith-serve",
  describe: "the service's --data-dir",
} as const;

const keysOptions = {
  "data-dir": dataDir,
  "keys-file": { type: "string", describe: "file of the keys' hashes (default keys.json in --data-dir)" },
} as const;

function keyStore(values: { "data-dir": string; "keys-file"?: string | undefined }): KeyStore {
  return new KeyStore(keysFileOf({ dataDir: values["data-dir"], keysFile: values["keys-file"] }));
}

const addCommand: Command = defineCommand({
  usage: "add <name>",
  describe: "Make an API key; it is shown this once",
  positionals: { name: { type: "string", demandOption: true, describe: "whose key it is" } },
  options: {
    ...keysOptions,
    scope: {
      type: "string",
      default: scopes.join(","),
      describe: `what it may do: some of ${scopes.join(", ")}, comma between them`,
    },
    days: { type: "number", describe: "days until it expires (default: never)" },
    "requests-per-minute": { type: "number", describe: "its own limit" },
  },
  examples: [["serve keys add shop --days 90", ""]],
  async run(values, { print, logger }) {
    const { id, key } = keyStore(values).add({
      name: String(values.name),
      scopes: scopesOf(values.scope),
      ...(values.days === undefined ? {} : { days: values.days }),
      ...(values["requests-per-minute"] === undefined ? {} : { requestsPerMinute: values["requests-per-minute"] }),
    });
    logger.info(`key ${id}; keep it now, only its hash is stored:`);
    print(key);
  },
});

const listCommand: Command = defineCommand({
  usage: "list",
  describe: "List the API keys, without the keys themselves",
  options: { ...keysOptions, json: { type: "boolean", default: false, describe: "print JSON" } },
  examples: [["serve keys list", ""]],
  async run(values, { print }) {
    const keys = keyStore(values)
      .list()
      .map(({ sha256: _, ...rest }) => rest);
    if (values.json) print(JSON.stringify(keys, null, 2));
    else for (const key of keys) print(`${key.id}  ${key.name}  ${stateOf(key)}`);
  },
});

const revokeCommand: Command = defineCommand({
  usage: "revoke <id>",
  describe: "Make an API key invalid; a running service notices within a second",
  positionals: { id: { type: "string", demandOption: true, describe: "its id, from `serve keys list`" } },
  options: keysOptions,
  examples: [["serve keys revoke 1f2e3d4c", ""]],
  async run(values, { logger }) {
    keyStore(values).revoke(String(values.id));
    logger.info(`key ${values.id}: revoked`);
  },
});

const modelsOptions = {
  model: { type: "string", demandOption: true, describe: "the service's --model: folder or address of versions" },
  "data-dir": dataDir,
  "state-file": { type: "string", describe: "as the service's stateFile (default models.json in --data-dir)" },
} as const;

function stateFile(values: { "data-dir": string; "state-file"?: string | undefined }): string {
  return stateFileOf({ dataDir: values["data-dir"], stateFile: values["state-file"] });
}

/** Remote versions are looked at where the service copied them to. */
function rootOf(values: { model: string; "data-dir": string }): string {
  return modelRootOf({ model: values.model, dataDir: values["data-dir"] });
}

const listModelsCommand: Command = defineCommand({
  usage: "list",
  describe: "List the versions: which is latest, pinned, served, in quarantine and why",
  options: { ...modelsOptions, json: { type: "boolean", default: false, describe: "print JSON" } },
  examples: [["serve models list --model models", ""]],
  async run(values, { print }) {
    const versions = listVersions(rootOf(values), new ModelStateFile(stateFile(values)).read());
    if (values.json) print(JSON.stringify(versions, null, 2));
    else for (const { name, marks } of versions) print([name, ...marks].join("  "));
  },
});

const pinCommand: Command = defineCommand({
  usage: "pin [name]",
  describe: "Serve this version whatever the pointer says; without a name follow the pointer again",
  positionals: { name: { type: "string", describe: "a version's folder" } },
  options: modelsOptions,
  examples: [["serve models pin 2026-11-20 --model models", "a running service follows at its next look"]],
  async run(values, { logger }) {
    const name = values.name === undefined ? undefined : versionFolder(rootOf(values), String(values.name), "pin").name;
    new ModelStateFile(stateFile(values)).pin(name);
    logger.info(name === undefined ? "following the pointer" : `pinned ${name}`);
  },
});

const rollbackCommand: Command = defineCommand({
  usage: "rollback",
  describe: "Pin the version that was served before this one",
  options: modelsOptions,
  examples: [["serve models rollback --model models", ""]],
  async run(values, { logger }) {
    const state = new ModelStateFile(stateFile(values));
    const { previous } = state.read();
    if (previous === undefined) {
      throw new IntentsmithError("ARGUMENT_INVALID", `${stateFile(values)}: it knows no version before this one`, {
        hint: "intentsmith serve models pin NAME chooses one.",
      });
    }
    state.pin(versionFolder(rootOf(values), previous, "rollback").name);
    logger.info(`pinned ${previous}`);
  },
});

/** @throws ARGUMENT_INVALID for a scope that is not known. */
function scopesOf(value: string): Scope[] {
  const names = value.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !(scopes as readonly string[]).includes(name));
  if (unknown === undefined) return names as Scope[];
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `--scope: ${scopes.join(", ")} expected, received ${JSON.stringify(unknown)}`,
  );
}

function stateOf(key: { revokedAt?: string | undefined; expiresAt?: string | undefined }): string {
  if (key.revokedAt !== undefined) return `revoked ${key.revokedAt}`;
  return key.expiresAt === undefined ? "valid" : `valid until ${key.expiresAt}`;
}

export const serveCommands: CommandGroup = {
  name: "serve",
  describe: startCommand.describe,
  own: startCommand,
  commands: [
    exportFeedbackCommand,
    deleteRequestCommand,
    {
      name: "keys",
      describe: "Add, list and revoke the API keys of a service",
      commands: [addCommand, listCommand, revokeCommand],
    },
    {
      name: "models",
      describe: "List, pin and roll back the versions in a folder with the pointer latest",
      commands: [listModelsCommand, pinCommand, rollbackCommand],
    },
  ],
};
