import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { describe, expect, test } from "vitest";
import { exampleKey, withTemporaryFolder } from "../../testing/example-run.ts";
import { apiKeyFault } from "./api-key.ts";
import { netrcPassword } from "./netrc.ts";
import { appUrlOf, resolveWandbSettings, type SettingsSources, type WandbSettings } from "./wandb-settings.ts";
import type { WandbConfigInput } from "./wandb-config.ts";

const nowhere: SettingsSources = { home: "/nonexistent", workingDirectory: "/nonexistent" };

function resolve(block: WandbConfigInput, environment: Record<string, string>): WandbSettings {
  return resolveWandbSettings(block, { ...nowhere, environment: { WANDB_API_KEY: exampleKey, ...environment } });
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return error instanceof IntentsmithError ? error.code : "other";
  }
  return undefined;
}

describe("settings", () => {
  test("without a block nothing is tracked, whatever the environment says", () => {
    expect(resolveWandbSettings(undefined, { ...nowhere, environment: { WANDB_MODE: "online" } }).mode).toBe(
      "disabled",
    );
  });

  test("have the defaults of the official client, at api.wandb.ai", () => {
    expect(resolve({}, {})).toMatchObject({
      mode: "online",
      baseUrl: "https://api.wandb.ai",
      appUrl: "https://wandb.ai",
      project: "uncategorized",
      entity: undefined,
      finishTimeoutSeconds: 30,
      logArtifact: false,
      logFiles: [],
    });
  });

  test("take the block over the environment, the environment over the project's file, that over the user's", () =>
    withTemporaryFolder((home) => {
      mkdirSync(join(home, ".config/wandb"), { recursive: true });
      mkdirSync(join(home, "work/wandb"), { recursive: true });
      writeFileSync(
        join(home, ".config/wandb/settings"),
        "[default]\nentity = user-file\nproject = user-file\nmode = offline\n",
      );
      writeFileSync(join(home, "work/wandb/settings"), "[default]\nproject = project-file\n[other]\nmode = disabled\n");
      const sources = { home, workingDirectory: join(home, "work") };
      const none = resolveWandbSettings({}, { ...sources, environment: {} });
      expect(none).toMatchObject({ entity: "user-file", project: "project-file", mode: "offline" });
      const environment = { WANDB_PROJECT: "variable", WANDB_ENTITY: "variable", WANDB_NAME: "variable" };
      const settings = resolveWandbSettings({ project: "block" }, { ...sources, environment });
      expect(settings).toMatchObject({ project: "block", entity: "variable", name: "variable" });
    }));

  test("understand the variables of the official client", () => {
    const settings = resolve(
      {},
      {
        WANDB_BASE_URL: "http://127.0.0.1:80/",
        WANDB_TAGS: "a, b",
        WANDB_RUN_GROUP: "group",
        WANDB_NOTES: "notes",
        WANDB_JOB_TYPE: "train",
        WANDB_RUN_ID: "run-id",
        WANDB_RESUME: "auto",
        WANDB_USERNAME: "me",
        WANDB_CONSOLE: "off",
        WANDB_INIT_TIMEOUT: "5",
        HTTPS_PROXY: "http://proxy:1",
      },
    );
    expect(settings).toMatchObject({
      baseUrl: "http://127.0.0.1:80",
      tags: ["a", " b"],
      group: "group",
      notes: "notes",
      jobType: "train",
      runId: "run-id",
      resume: "allow",
      username: "me",
      sendConsole: false,
      initTimeoutSeconds: 5,
      proxy: { http: "", https: "http://proxy:1", none: "" },
    });
    expect(resolve({}, { WANDB_MODE: "dryrun" }).mode).toBe("offline");
  });

  test.each([
    ["WANDB_MODE", "shared"],
    ["WANDB_RESUME", "true"],
    ["WANDB_TAGS", "a,,b"],
    ["WANDB_RUN_ID", "a/b"],
    ["WANDB_PROJECT", "a/b"],
    ["WANDB_BASE_URL", "api.wandb.ai"],
    ["WANDB_HTTP_TIMEOUT", "soon"],
    ["WANDB_API_KEY", "short"],
  ])("refuse %s=%s", (name, value) => {
    expect(codeOf(() => resolve({}, { [name]: value }))).toBe("CONFIG_INVALID");
  });

  test("an address that is none is told by the place where it was written", () => {
    const fault = (sources: Parameters<typeof resolveWandbSettings>[1]): unknown => {
      try {
        return resolveWandbSettings({ mode: "offline" }, { ...nowhere, environment: {}, ...sources });
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(fault({ to: "x" })).toMatch(/^--to: expected an address .*, received "x"$/);
    expect(fault({ environment: { WANDB_BASE_URL: "x" } })).toMatch(/^WANDB_BASE_URL: expected an address/);
    expect(fault({ recordedBaseUrl: "x" })).toMatch(/^baseUrl in the run's wandb\/destination\.json: expected/);
  });

  test("refuse unknown keys and files outside the run's folder", () => {
    expect(codeOf(() => resolve({ projcet: "x" } as WandbConfigInput, {}))).toBe("CONFIG_UNKNOWN_KEY");
    for (const path of ["../train.csv", "a/../../b", "/etc/hosts", String.raw`C:\x`]) {
      expect(codeOf(() => resolve({ logFiles: [path] }, {}))).toBe("CONFIG_INVALID");
    }
    expect(resolve({ logFiles: ["report/mistakes.csv", "a..b"] }, {}).logFiles).toHaveLength(2);
  });
});

describe("the key", () => {
  test("missing in mode online is an error before anything starts; offline and disabled need none", () => {
    const sources = { ...nowhere, environment: {} };
    expect(codeOf(() => resolveWandbSettings({}, sources))).toBe("TRACKING_NO_KEY");
    expect(resolveWandbSettings({ mode: "offline" }, sources).apiKey).toBeUndefined();
    expect(resolveWandbSettings({ mode: "disabled" }, sources).apiKey).toBeUndefined();
  });

  test("comes from the variable, else netrc for host and port, else the settings file", () =>
    withTemporaryFolder((home) => {
      const environment = { WANDB_BASE_URL: "http://127.0.0.1:18765" };
      const key = (name: string): string => name.padEnd(40, "x");
      const find = (more: Record<string, string> = {}): string | undefined =>
        resolveWandbSettings({}, { home, workingDirectory: home, environment: { ...environment, ...more } }).apiKey;
      mkdirSync(join(home, ".config/wandb"), { recursive: true });
      writeFileSync(join(home, ".config/wandb/settings"), `[default]\napi_key = ${key("file")}\n`);
      expect(find()).toBe(key("file"));
      writeFileSync(join(home, ".netrc"), `machine 127.0.0.1 login user password ${key("host")}\n`);
      expect(find()).toBe(key("file"));
      writeFileSync(join(home, ".netrc"), `machine 127.0.0.1:18765\n  login user\n  password ${key("port")}\n`);
      expect(find()).toBe(key("port"));
      writeFileSync(join(home, "other"), "");
      expect(find({ NETRC: join(home, "other") })).toBe(key("file"));
      expect(find({ WANDB_API_KEY: key("variable") })).toBe(key("variable"));
    }));

  test("does not travel over plain http, but on this machine", () => {
    expect(codeOf(() => resolve({}, { WANDB_BASE_URL: "http://wandb.company.example" }))).toBe("ARGUMENT_INVALID");
    expect(resolve({}, { WANDB_BASE_URL: "http://localhost:8080" }).apiKey).toBe(exampleKey);
    const offline = resolve({ mode: "offline" }, { WANDB_BASE_URL: "http://wandb.company.example" });
    expect(offline.apiKey).toBeUndefined();
  });

  test("in netrc is the password, even if a login is called password", () => {
    const text = "machine other password no\nmachine here login password password yes # note\ndefault password no";
    expect(netrcPassword(text, "here")).toBe("yes");
    expect(netrcPassword(text, "elsewhere")).toBeUndefined();
  });

  test.each([
    ["a".repeat(40), undefined],
    [`local-${"a".repeat(40)}`, undefined],
    [`${"a".repeat(9)}.${"b".repeat(9)}.c`, undefined],
    ["", "it is empty"],
    [` ${"a".repeat(40)}`, "it starts or ends with a space or a line break"],
    [`local-${"a".repeat(39)}`, "it has 39 characters; at least 40 are expected"],
    ["ä".repeat(40), "it contains characters other than letters, digits, _ and -"],
  ])("%j is judged: %j", (key, fault) => {
    expect(apiKeyFault(key)).toBe(fault);
  });
});

test("the pages' address follows from the API's", () => {
  expect(appUrlOf("https://api.wandb.ai")).toBe("https://wandb.ai");
  expect(appUrlOf("https://api.company.example")).toBe("https://app.company.example");
  expect(appUrlOf("http://127.0.0.1:8080")).toBe("http://127.0.0.1:8080");
});
