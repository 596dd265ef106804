import { expect, it } from "vitest";
import { releaseChangelog } from "./changelog.mjs";

const text = "# Changelog\n\n## 0.2.0 – unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 – 2026-01-01\n\n- First.\n";

it("the unreleased part gets the version and the date", () => {
  expect(releaseChangelog(text, "0.2.0", "2026-11-28")).toBe(text.replace("0.2.0 – unreleased", "0.2.0 – 2026-11-28"));
  expect(releaseChangelog(text, "1.0.0", "2026-11-28")).toContain("\n## 1.0.0 – 2026-11-28\n\n### Added");
});

it.each([
  [
    "no unreleased part",
    text.replace("unreleased", "2026-02-02"),
    "0.3.0",
    /expected a heading "## 0\.3\.0 – unreleased"/,
  ],
  ["a version that was released", text, "0.1.0", /0\.1\.0 has been released already/],
  ["nothing to release", text.replace("- A thing.", ""), "0.2.0", /nothing stands under/],
])("refused: %s", (_, changelog, version, message) => {
  expect(() => releaseChangelog(changelog, version, "2026-11-28")).toThrow(message);
});
