import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { wandbJson } from "../api/wandb-json.ts";

/**
 * The records of a `.wandb` file: messages of `wandb_internal`, written field by field. The numbers are those of the
 * 0.31.0 descriptors; only the fields that a usable run needs are here.
 */

/** Writes the fields of a message. */
export type Fields = (writer: BinaryWriter) => void;

const text = (field: number, value: string | undefined): Fields => {
  return (writer) => {
    if (value !== undefined && value !== "") writer.tag(field, WireType.LengthDelimited).string(value);
  };
};

const integer = (field: number, value: number): Fields => {
  return (writer) => {
    if (value !== 0) writer.tag(field, WireType.Varint).int64(value);
  };
};

const message = (field: number, ...fields: Fields[]): Fields => {
  return (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const write of fields) write(writer);
    writer.join();
  };
};

const timestamp = (field: number, timeMs: number): Fields => {
  const seconds = Math.floor(timeMs / 1000);
  return message(field, integer(1, seconds), integer(2, Math.round((timeMs - seconds * 1000) * 1e6)));
};

/** ConfigItem, SummaryItem and HistoryItem: `key = 1`, `value_json = 16`. */
const item = (field: number, key: string, value: unknown): Fields =>
  message(field, text(1, key), text(16, wandbJson(value)));

/** Serializes a `Record`: its number (from 1) and one of the messages below. */
export function encodeRecord(number: number, content: Fields): Uint8Array {
  const writer = new BinaryWriter();
  integer(1, number)(writer);
  content(writer);
  return writer.finish();
}

/** HeaderRecord: which client's format this is, and the oldest reader that understands it. */
export function headerRecord(producer: string): Fields {
  return message(21, message(1, text(1, producer), text(2, "0.70.0")));
}

export interface RunFields {
  runId: string;
  entity: string | undefined;
  project: string;
  config: Record<string, unknown>;
  group: string | undefined;
  jobType: string | undefined;
  name: string;
  notes: string | undefined;
  tags: readonly string[];
  host: string;
  startedAtMs: number;
  version: string;
  platform: string;
  gitRemote: string | undefined;
  gitCommit: string | undefined;
}

export function runRecord(run: RunFields): Fields {
  return message(
    17,
    text(1, run.runId),
    text(2, run.entity),
    text(3, run.project),
    message(4, ...Object.entries(run.config).map(([key, value]) => item(1, key, value))),
    text(6, run.group),
    text(7, run.jobType),
    text(8, run.name),
    text(9, run.notes),
    ...run.tags.map((tag) => text(10, tag)),
    text(13, run.host),
    timestamp(17, run.startedAtMs),
    message(19, text(5, run.version), text(12, run.version), text(13, run.platform)),
    message(21, text(1, run.gitRemote), text(2, run.gitCommit)),
  );
}

/** HistoryRecord. Zero is proto3's default, so a `num` of 0 is left out. */
export function historyRecord(row: Readonly<Record<string, unknown>>, step: number): Fields {
  return message(2, ...Object.entries(row).map(([key, value]) => item(1, key, value)), message(2, integer(1, step)));
}

export function summaryRecord(entries: readonly [string, unknown][]): Fields {
  return message(3, ...entries.map(([key, value]) => item(1, key, value)));
}

/** OutputRawRecord of a line on stdout; `line` without its newline. */
export function outputRecord(line: string, timeMs: number): Fields {
  return message(13, integer(1, 1), timestamp(2, timeMs), text(3, `${line}\n`));
}

/** FilesRecord: files under `files/` to send at the end. */
export function filesRecord(names: readonly string[]): Fields {
  return message(6, ...names.map((name) => message(1, text(1, name), integer(2, 1))));
}

export interface ArtifactFields {
  runId: string;
  project: string;
  entity: string | undefined;
  name: string;
  digest: string;
  metadata: string;
  clientId: string;
  sequenceClientId: string;
  contents: readonly { path: string; digest: string; sizeBytes: number; localPath: string }[];
}

export function artifactRecord(artifact: ArtifactFields): Fields {
  const contents = artifact.contents.map((file) =>
    message(
      4,
      text(1, file.path),
      text(2, file.digest),
      integer(4, file.sizeBytes),
      text(6, file.localPath),
      integer(8, 1),
    ),
  );
  return message(
    8,
    text(1, artifact.runId),
    text(2, artifact.project),
    text(3, artifact.entity),
    text(4, "model"),
    text(5, artifact.name),
    text(6, artifact.digest),
    text(8, artifact.metadata),
    text(11, "latest"),
    message(
      12,
      integer(1, 1),
      text(2, "wandb-storage-policy-v1"),
      message(3, text(1, "storageLayout"), text(2, '"V2"')),
      ...contents,
    ),
    integer(14, 1),
    text(15, artifact.clientId),
    text(16, artifact.sequenceClientId),
  );
}

/** RunExitRecord; the last one of a log. */
export function exitRecord(exitCode: number, runtimeSeconds: number): Fields {
  return message(18, integer(1, exitCode), integer(2, Math.floor(runtimeSeconds)));
}
