import { z } from "zod";

const milliseconds = z.int().min(1).max(3_600_000);

/** What may be set, in a file (YAML, JSON), by INTENTSMITH_SERVE_… variables and by flags, the later over the earlier. */
export const serviceSettingsSchema = z.strictObject({
  /** A folder that `export` wrote, or `train` saved; a folder, http(s)://… or s3://bucket/prefix of versions with `latest`. */
  model: z.string().min(1),
  /** The model's name in the Open Inference Protocol; the folder's name where it is left out. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .optional(),
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(5001),
  /** `/metrics` and a page about the traffic on 127.0.0.1; no such port where it is left out. */
  adminPort: z.int().min(0).max(65_535).optional(),
  /** `false`: no key is asked for on any host. */
  auth: z.boolean().default(true),
  /** Where the service writes what it keeps: requests, keys, states of versions, downloaded versions. */
  dataDir: z.string().min(1).default("intentsmith-serve"),
  /** Where `serve keys` writes; `keys.json` in `dataDir` where it is left out. */
  keysFile: z.string().min(1).optional(),
  /** How often the pointer `latest` of a folder of versions is looked at. */
  refreshSeconds: z.number().min(0.1).max(86_400).default(60),
  canary: z
    .strictObject({
      /** Share of the requests that a new version answers at first; 0: it takes over at once. */
      share: z.number().min(0).max(0.5).default(0),
      /** Requests that it answers before it takes over. */
      requests: z.int().min(100).max(1_000_000).default(500),
    })
    .prefault({}),
  /** What is known of versions: pinned, in quarantine; `models.json` in `dataDir` where it is left out. */
  stateFile: z.string().min(1).optional(),
  store: z
    .strictObject({
      /** `sqlite`: a file in `dataDir`; `none`: nothing is stored; `postgres://…`. */
      address: z
        .string()
        .regex(/^(sqlite|none|postgres(ql)?:\/\/.+)$/, 'expected "sqlite", "none" or "postgres://…"')
        .default("sqlite"),
      /** Whether texts are stored: not at all, without what looks like an address or a number, or as they came. */
      text: z.enum(["off", "redacted", "full"]).default("off"),
      retentionDays: z.number().min(0.01).max(3650).default(30),
    })
    .prefault({}),
  /** Machines that answer under one address: with more than one, what they share lies in Postgres and Redis. */
  machines: z.int().min(1).max(1000).default(1),
  /** `redis://…`: where requests of a key are counted for all machines; in memory where it is left out. */
  redis: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'expected "redis://…"')
    .optional(),
  /** Proxies in front: so many hops of X-Forwarded-For are believed. */
  proxyHops: z.int().min(0).max(10).default(0),
  threads: z.int().min(1).max(64).default(1),
  /** Most tokens in one run of the encoder, padding counted. */
  maxBatchTokens: z.int().min(16).max(1_000_000).default(512),
  /** How long a request may take in all; it bounds the queue. */
  deadlineMs: milliseconds.default(2000),
  /** An engine that owes answers and is silent for so long is killed. */
  hangTimeoutMs: milliseconds.default(5000),
  /** From SIGTERM: how long `ready` says no while requests are still taken, for a load balancer to notice. */
  drainDelayMs: z.int().min(0).max(600_000).default(0),
  limits: z
    .strictObject({
      bodyBytes: z.int().min(64).max(100_000_000).default(262_144),
      textCharacters: z.int().min(1).max(1_000_000).default(4000),
      texts: z.int().min(1).max(10_000).default(32),
      /** Earlier turns of a text. */
      turns: z.int().min(0).max(1000).default(32),
      headerBytes: z.int().min(1024).max(1_000_000).default(16_384),
      /** A request that has not arrived by then is refused. */
      requestTimeoutMs: milliseconds.default(10_000),
      /** A key without a limit of its own, in requests a minute. */
      requestsPerMinute: z.int().min(1).max(10_000_000).default(600),
      /** Wrong or missing keys an address may send in a minute. */
      failedKeysPerMinute: z.int().min(1).max(1_000_000).default(30),
    })
    .prefault({}),
});

export type ServiceSettings = z.output<typeof serviceSettingsSchema>;
