import { expect, it } from "vitest";
import { ageText } from "./duration-text";

const HOUR = 3_600;
it.each([
  [0, "0s"],
  [119, "119s"],
  [120, "2m"],
  [200, "3m20s"],
  [45 * 60, "45m"],
  [5 * HOUR + 600, "5h10m"],
  [30 * HOUR, "30h"],
  [76 * HOUR, "3d4h"],
  [20 * 24 * HOUR, "20d"],
])("%i seconds are %s", (seconds, expected) => {
  const nowMs = Date.parse("2026-11-20T18:00:00Z");
  expect(ageText(new Date(nowMs - seconds * 1_000).toISOString(), nowMs)).toBe(expected);
});
