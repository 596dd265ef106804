import { readFileSync } from "node:fs";
import { artifactDigest, md5, type ArtifactFile } from "./artifact-files.ts";
import type { GraphqlClient } from "../api/graphql.ts";
import { randomId } from "../api/random-id.ts";
import { RequestRefused } from "../api/request-refused.ts";
import type { RetryPolicies } from "../api/retry.ts";
import { upload } from "./run-files.ts";
import type { ServerRun } from "../api/run-operations.ts";
import type { Transport } from "../api/transport.ts";

export interface ModelArtifact {
  name: string;
  files: readonly ArtifactFile[];
  /** Last step of the run. */
  historyStep: number;
  metadata: Record<string, unknown>;
}

const createArtifact = `mutation CreateArtifact($input: CreateArtifactInput!) {
  createArtifact(input: $input) { artifact { id state artifactSequence { latestArtifact { id } } } }
}`;

const createArtifactManifest = `mutation CreateArtifactManifest($artifactID: ID!, $baseArtifactID: ID, $name: String!, $digest: String!, $entityName: String!, $projectName: String!, $runName: String!, $manifestType: ArtifactManifestType!, $includeUpload: Boolean!) {
  createArtifactManifest(input: {artifactID: $artifactID, baseArtifactID: $baseArtifactID, name: $name, digest: $digest, entityName: $entityName, projectName: $projectName, runName: $runName, type: $manifestType}) {
    artifactManifest { id file { id uploadUrl @include(if: $includeUpload) uploadHeaders @include(if: $includeUpload) } }
  }
}`;

// Two variables instead of one $input: the older form, which leaves out the newer members of the input type.
const createArtifactFiles = `mutation CreateArtifactFiles($artifactFiles: [CreateArtifactFileSpecInput!]!, $storageLayout: ArtifactStorageLayout!) {
  createArtifactFiles(input: {artifactFiles: $artifactFiles, storageLayout: $storageLayout}) {
    files { edges { node { storagePath uploadUrl uploadHeaders artifact { id } } } }
  }
}`;

const commitArtifact = `mutation CommitArtifact($artifactID: ID!) {
  commitArtifact(input: {artifactID: $artifactID}) { artifact { id digest } }
}`;

interface ManifestData {
  createArtifactManifest: {
    artifactManifest: { id: string; file: { uploadUrl?: string | null; uploadHeaders?: string[] | null } };
  };
}

interface FileNode {
  uploadUrl: string | null;
  uploadHeaders: string[] | null;
  artifact: { id: string };
}

interface CreatedArtifact {
  id: string;
  state: string;
  artifactSequence: { latestArtifact: { id: string } | null } | null;
}

/** Largest file that is sent in one piece, in bytes; multipart upload is not implemented. */
const maxFileBytes = 2 ** 31;

/**
 * Uploads a model: create, manifest, files, manifest again with its digest, commit. Identical content that the server
 * has already is recognised and not sent again. @returns the artifact's digest. @throws RequestRefused
 */
export async function uploadArtifact(
  client: GraphqlClient,
  transport: Transport,
  run: ServerRun,
  artifact: ModelArtifact,
  policies: RetryPolicies,
): Promise<string> {
  const tooLarge = artifact.files.find((file) => file.sizeBytes >= maxFileBytes);
  if (tooLarge !== undefined) throw new RequestRefused(`${tooLarge.name}: files of 2 GiB and more cannot be sent`);
  const digest = artifactDigest(artifact.files);
  const place = { entityName: run.entity, projectName: run.project, runName: run.id };
  const created = await client.run<{ createArtifact: { artifact: CreatedArtifact } }>(
    "CreateArtifact",
    createArtifact,
    { input: artifactInput(artifact, digest, place) },
    policies.graphql,
  );
  const { id: artifactID, state, artifactSequence } = created.createArtifact.artifact;
  if (state === "COMMITTED") return digest;

  const makeManifest = async (manifestDigest: string, includeUpload: boolean): Promise<ManifestUpload> => {
    const variables = {
      ...place,
      artifactID,
      baseArtifactID: artifactSequence?.latestArtifact?.id ?? null,
      name: "wandb_manifest.json",
      digest: manifestDigest,
      manifestType: "FULL",
      includeUpload,
    };
    const data = await client.run<ManifestData>(
      "CreateArtifactManifest",
      createArtifactManifest,
      variables,
      policies.graphql,
    );
    const { id, file } = data.createArtifactManifest.artifactManifest;
    return { id, url: file.uploadUrl ?? undefined, headers: file.uploadHeaders ?? null };
  };

  const draft = await makeManifest("", false);
  const nodes = await uploadContents(client, transport, artifact, { artifactID, manifestID: draft.id }, policies);
  const manifest = manifestText(artifact.files, nodes);
  const final = await makeManifest(md5(manifest, "base64"), true);
  if (final.url === undefined) throw new RequestRefused("the server gave no address for the artifact's manifest");
  await upload(transport, final.url, final.headers, Buffer.from(manifest), policies);
  await client.run("CommitArtifact", commitArtifact, { artifactID }, policies.graphql);
  return digest;
}

interface ManifestUpload {
  id: string;
  url: string | undefined;
  headers: string[] | null;
}

function artifactInput(
  artifact: ModelArtifact,
  digest: string,
  place: { entityName: string; projectName: string; runName: string },
): Record<string, unknown> {
  return {
    ...place,
    artifactTypeName: "model",
    artifactCollectionName: artifact.name,
    digest,
    digestAlgorithm: "MANIFEST_MD5",
    description: "Exported by intentsmith",
    metadata: JSON.stringify(artifact.metadata),
    aliases: [{ alias: "latest", artifactCollectionName: artifact.name }],
    enableDigestDeduplication: true,
    historyStep: artifact.historyStep,
    clientID: randomId(128),
    sequenceClientID: randomId(128),
  };
}

async function uploadContents(
  client: GraphqlClient,
  transport: Transport,
  artifact: ModelArtifact,
  ids: { artifactID: string; manifestID: string },
  policies: RetryPolicies,
): Promise<FileNode[]> {
  const artifactFiles = artifact.files.map((file) => ({
    artifactID: ids.artifactID,
    artifactManifestID: ids.manifestID,
    name: file.name,
    md5: file.digest,
  }));
  const data = await client.run<{ createArtifactFiles: { files: { edges: { node: FileNode }[] } } }>(
    "CreateArtifactFiles",
    createArtifactFiles,
    { artifactFiles, storageLayout: "V2" },
    policies.graphql,
  );
  const nodes = data.createArtifactFiles.files.edges.map((edge) => edge.node);
  for (const [index, file] of artifact.files.entries()) {
    const node = nodes[index];
    if (node === undefined) throw new RequestRefused(`the server gave no address for ${file.name}`);
    // No address: the server has these bytes already.
    if (node.uploadUrl === null) continue;
    await upload(transport, node.uploadUrl, node.uploadHeaders, readFileSync(file.path), policies);
  }
  return nodes;
}

function manifestText(files: readonly ArtifactFile[], nodes: readonly FileNode[]): string {
  const contents = files.map((file, index) => [
    file.name,
    { digest: file.digest, size: file.sizeBytes, birthArtifactID: nodes[index]?.artifact.id, skip_cache: false },
  ]);
  return JSON.stringify({
    version: 1,
    storagePolicy: "wandb-storage-policy-v1",
    storagePolicyConfig: { storageLayout: "V2" },
    contents: Object.fromEntries(contents),
  });
}
