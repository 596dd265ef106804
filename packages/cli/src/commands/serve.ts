import {
  isLoopback,
  KeyStore,
  listVersions,
  ModelStateFile,
  readSettings,
  startService,
  versionFolder,
} from "@intentsmith/serve";
import { IntentsmithError } from "@intentsmith/core";
import { defineCommand, type Command, type CommandGroup } from "../arguments/command.ts";
import { packageVersion } from "../arguments/parse-arguments.ts";
import { untilSignal } from "../process/until-signal.ts";

const startCommand: Command = defineCommand({
  usage: "serve",
  describe:
    "Answer over HTTP with a model that export wrote; `serve keys` and `serve models` keep its keys and versions",
  options: {
    model: { type: "string", describe: "folder that export wrote, or train saved" },
    host: { type: "string", describe: "address to listen on (default 127.0.0.1); another needs keys or --no-auth" },
    port: { type: "number", describe: "port to listen on (default 5001; 0: any free one)" },
    "admin-port": { type: "number", describe: "port of /metrics on 127.0.0.1 (default: none)" },
    "no-auth": { type: "boolean", default: false, describe: "ask for no API key on any host" },
    "keys-file": { type: "string", describe: "file of `serve keys` (default intentsmith-serve/keys.json)" },
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
      settings: values.set,
      flags: {
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
    if (service.adminUrl !== undefined) print(`metrics on ${service.adminUrl}`);
    if (!settings.auth && !isLoopback(settings.host))
      logger.warn("no API key is asked for: whoever reaches it may use it");
    const signal = await untilSignal();
    logger.info(`${signal}: answering what is under way; a second time ends at once`);
    await service.stop();
    logger.info("stopped");
  },
});

const keysFile = {
  type: "string",
  default: "intentsmith-serve/keys.json",
  describe: "file of the keys' hashes",
} as const;

const addCommand: Command = defineCommand({
  usage: "add <name>",
  describe: "Make an API key; it is shown this once",
  positionals: { name: { type: "string", demandOption: true, describe: "whose key it is" } },
  options: {
    "keys-file": keysFile,
    days: { type: "number", describe: "days until it expires (default: never)" },
    "requests-per-minute": { type: "number", describe: "its own limit" },
  },
  examples: [["serve keys add shop --days 90", ""]],
  async run(values, { print, logger }) {
    const { id, key } = new KeyStore(values["keys-file"]).add({
      name: String(values.name),
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
  options: { "keys-file": keysFile, json: { type: "boolean", default: false, describe: "print JSON" } },
  examples: [["serve keys list", ""]],
  async run(values, { print }) {
    const keys = new KeyStore(values["keys-file"]).list().map(({ sha256: _, ...rest }) => rest);
    if (values.json) print(JSON.stringify(keys, null, 2));
    else for (const key of keys) print(`${key.id}  ${key.name}  ${stateOf(key)}`);
  },
});

const revokeCommand: Command = defineCommand({
  usage: "revoke <id>",
  describe: "Make an API key invalid; a running service notices within a second",
  positionals: { id: { type: "string", demandOption: true, describe: "its id, from `serve keys list`" } },
  options: { "keys-file": keysFile },
  examples: [["serve keys revoke 1f2e3d4c", ""]],
  async run(values, { logger }) {
    new KeyStore(values["keys-file"]).revoke(String(values.id));
    logger.info(`key ${values.id}: revoked`);
  },
});

const modelsOptions = {
  model: { type: "string", demandOption: true, describe: "folder of versions, with the pointer latest" },
  "state-file": { type: "string", default: "intentsmith-serve/models.json", describe: "as the service's stateFile" },
} as const;

const listModelsCommand: Command = defineCommand({
  usage: "list",
  describe: "List the versions: which is latest, pinned, served, in quarantine and why",
  options: { ...modelsOptions, json: { type: "boolean", default: false, describe: "print JSON" } },
  examples: [["serve models list --model models", ""]],
  async run(values, { print }) {
    const versions = listVersions(values.model, new ModelStateFile(values["state-file"]).read());
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
    const name = values.name === undefined ? undefined : versionFolder(values.model, String(values.name), "pin").name;
    new ModelStateFile(values["state-file"]).pin(name);
    logger.info(name === undefined ? "following the pointer" : `pinned ${name}`);
  },
});

const rollbackCommand: Command = defineCommand({
  usage: "rollback",
  describe: "Pin the version that was served before this one",
  options: modelsOptions,
  examples: [["serve models rollback --model models", ""]],
  async run(values, { logger }) {
    const state = new ModelStateFile(values["state-file"]);
    const { previous } = state.read();
    if (previous === undefined) {
      throw new IntentsmithError("ARGUMENT_INVALID", `${values["state-file"]}: it knows no version before this one`, {
        hint: "intentsmith serve models pin NAME chooses one.",
      });
    }
    state.pin(versionFolder(values.model, previous, "rollback").name);
    logger.info(`pinned ${previous}`);
  },
});

function stateOf(key: { revokedAt?: string | undefined; expiresAt?: string | undefined }): string {
  if (key.revokedAt !== undefined) return `revoked ${key.revokedAt}`;
  return key.expiresAt === undefined ? "valid" : `valid until ${key.expiresAt}`;
}

export const serveCommands: CommandGroup = {
  name: "serve",
  describe: startCommand.describe,
  own: startCommand,
  commands: [
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
