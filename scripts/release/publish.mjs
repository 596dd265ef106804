import { runNpm, tryNpm } from "./run-npm.mjs";

/**
 * Publishes packed packages, in their order, at one registry. What is there in this version is passed over, so that a
 * publication that was stopped goes on with the same command.
 * @param tag `latest`, or another for versions before a release
 * @returns names that were published
 */
export function publishAll(packed, { registry, tag, log = () => {} }) {
  return packed.filter(({ name, version, path }) => {
    if (isPublished(name, version, registry)) {
      log(`${name}@${version}: there already`);
      return false;
    }
    runNpm(["publish", path, "--registry", registry, "--access", "public", "--tag", tag]);
    log(`${name}@${version}: published`);
    return true;
  });
}

function isPublished(name, version, registry) {
  // The level is set since `npm run --silent`, which may have started us, silences this one as well.
  const args = ["view", `${name}@${version}`, "version", "--json", "--loglevel", "error", "--registry", registry];
  const { status, stdout, stderr } = tryNpm(args);
  if (status === 0) return stdout.trim() !== "";
  if (/E404/.test(stdout + stderr)) return false;
  throw new Error(`${registry} does not answer: ${stderr.trim() || stdout.trim()}`);
}
