/** The heading under which changes are written down until they are released. */
const unreleased = /^## (.+) – unreleased$/m;

/**
 * The changelog with its unreleased part under a version and a date (YYYY-MM-DD).
 * @throws Error if nothing is unreleased, or the version is there already.
 */
export function releaseChangelog(text, version, date) {
  const headings = [...text.matchAll(/^## (\S+)/gm)].map(([, name]) => name);
  const match = unreleased.exec(text);
  if (match === null) throw new Error(`CHANGELOG.md: expected a heading "## ${version} – unreleased"`);
  if (headings.some((name) => name === version && name !== match[1])) {
    throw new Error(`CHANGELOG.md: ${version} has been released already`);
  }
  const below = text.slice(match.index + match[0].length).split(/^## /m, 1)[0] ?? "";
  if (!/^- /m.test(below)) throw new Error("CHANGELOG.md: nothing stands under the unreleased heading");
  return text.replace(unreleased, `## ${version} – ${date}`);
}
