import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withTemporaryFolder } from "../testing/example-run.ts";
import { collectMachine, collectVersions, gitCommit, gitRemote } from "./provenance.ts";

test("the commit is that of the folder, marked if tracked files differ; the remote has no credentials", () =>
  withTemporaryFolder((folder) => {
    const git = (...commands: string[]): string =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.invalid", ...commands], {
        cwd: folder,
        encoding: "utf8",
      });
    expect(gitCommit(folder)).toBeNull();
    expect(gitRemote(folder)).toBeNull();
    git("init", "-q");
    writeFileSync(join(folder, "file"), "1");
    git("add", "file");
    git("commit", "-q", "-m", "first");
    git("remote", "add", "origin", "https://me:hunter2@host/repository.git");
    const commit = git("rev-parse", "HEAD").trim();
    expect(gitCommit(folder)).toBe(commit);
    writeFileSync(join(folder, "file"), "2");
    expect(gitCommit(folder)).toBe(`${commit}-dirty`);
    expect(gitRemote(folder)).toBe("https://[redacted]@host/repository.git");
  }));

test("versions are read from the packages' own manifests", () => {
  const manifest = new URL("../../package.json", import.meta.url);
  expect(collectVersions({ tracking: manifest })).toEqual({ node: process.versions.node, tracking: "0.1.0" });
});

test("the machine is described by what can change a result or a timing", () => {
  expect(collectMachine()).toMatchObject({ platform: `${process.platform}-${process.arch}` });
});
