import { describe, expect, test } from "vitest";
import { palettes, strongestTint, styles } from "./styles.ts";

/** Relative luminance of #rrggbb, WCAG 2.2. */
function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r as number) + 0.7152 * (g as number) + 0.0722 * (b as number);
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test("the formula gives the ratios of the standard: white on black 21, #767676 on white just above 4.5", () => {
  expect(contrast(channels("#ffffff"), channels("#000000"))).toBeCloseTo(21, 10);
  expect(contrast(channels("#767676"), channels("#ffffff"))).toBeCloseTo(4.54, 2);
});

describe.each(Object.entries(palettes))("the %s scheme", (_, palette) => {
  test.each(["ink", "soft", "accent", "wrong"] as const)("%s is readable on paper and panel (WCAG AA)", (name) => {
    for (const ground of ["paper", "panel"] as const) {
      expect(contrast(channels(palette[name]), channels(palette[ground]))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(["accent", "wrong"] as const)("digits are readable on the strongest tint of %s", (name) => {
    const [tint, paper] = [channels(palette[name]), channels(palette.paper)];
    const share = strongestTint / 100;
    const ground = tint.map((value, k) => share * value + (1 - share) * (paper[k] as number));
    expect(contrast(channels(palette.ink), ground)).toBeGreaterThanOrEqual(4.5);
  });
});

test("the sheet has a print style, and loads nothing", () => {
  expect(styles).toContain("@media print");
  expect(styles).not.toMatch(/url\(|@import|@font-face/);
});
