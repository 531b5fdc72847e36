import { describe, expect, it } from "vitest";
import type { Series } from "../series";
import { onsetOf } from "./onset";

const T0 = Date.parse("2026-11-20T10:00:00Z");
const STEP_MS = 5_000;
const grid = { fromMs: T0, toMs: T0 + 600_000, stepMs: STEP_MS };
const series = (columns: number, at: (column: number) => number | null): Series => ({
  labels: {},
  samples: Array.from({ length: columns }, (_, column) => ({ atMs: T0 + column * STEP_MS, value: at(column) })),
});
const noise = (column: number) => [0, 9, -7, 4, -3, 11][column % 6] ?? 0;

function onset(
  p95: (column: number) => number | null,
  over: { columns?: number; alert?: number; errors?: (column: number) => number } = {},
) {
  const columns = over.columns ?? 60;
  return onsetOf(
    {
      grid,
      p95Ms: series(columns, p95),
      errorRatio: series(columns, over.errors ?? (() => 0)),
      panicsPerS: series(columns, () => 0),
    },
    { firstAlertAt: new Date(T0 + (over.alert ?? columns - 1) * STEP_MS) },
  );
}

describe("onsetOf", () => {
  it("dates the start of a sustained departure, within its uncertainty", () => {
    const found = onset((column) => (column >= 50 ? 600 : 90 + noise(column)));
    const truthMs = T0 + 49.5 * STEP_MS;
    expect(Math.abs((found?.at.getTime() ?? 0) - truthMs)).toBeLessThanOrEqual(found?.uncertaintyMs ?? 0);
  });

  it("passes over a single column, an earlier departure that ended, and noise", () => {
    expect(onset((column) => (column === 30 ? 900 : 90 + noise(column)))).toBeNull();
    expect(onset((column) => 90 + noise(column))).toBeNull();
    const twice = onset((column) => (column >= 50 || (column > 10 && column < 18) ? 600 : 90 + noise(column)));
    expect(twice?.at.getTime()).toBe(T0 + 49.5 * STEP_MS);
  });

  it("sees what has only just begun, and a departure with one quiet column in it", () => {
    expect(onset((column) => (column === 59 ? 600 : 90 + noise(column)))?.at.getTime()).toBe(T0 + 58.5 * STEP_MS);
    expect(onset((column) => (column >= 50 && column !== 53 ? 600 : 90))?.at.getTime()).toBe(T0 + 49.5 * STEP_MS);
  });

  it("takes the earlier of latency and errors", () => {
    const found = onset((column) => (column >= 55 ? 600 : 90), { errors: (column) => (column >= 52 ? 0.3 : 0) });
    expect(found?.at.getTime()).toBe(T0 + 51.5 * STEP_MS);
  });

  it("does not mix another signal's earlier departure with the one at the alert", () => {
    const found = onset((column) => (column > 10 && column < 18 ? 600 : 90), {
      errors: (column) => (column >= 52 ? 0.3 : 0),
    });
    expect(found?.at.getTime()).toBe(T0 + 51.5 * STEP_MS);
  });

  // p95    ____~~~_~~~~~~      restless from 40, by little
  // errors ____________|¯¯¯¯   a third fails from 50
  it("lets the signal that departed most date it, not a restless one beside it", () => {
    const restless = (column: number) => (column >= 40 ? 150 + noise(column) : 90 + noise(column));
    const found = onset(restless, { errors: (column) => (column >= 50 ? 0.35 : 0) });
    expect(found?.at.getTime()).toBe(T0 + 49.5 * STEP_MS);
  });

  // p95    ____~~~~|¯¯¯¯       restless from 46, high from 50
  it("dates it from where the height begins, not from the restlessness that leads to it", () => {
    const found = onset((column) => (column >= 50 ? 650 : column >= 46 ? 160 : 90 + noise(column)));
    expect(found?.at.getTime()).toBe(T0 + 49.5 * STEP_MS);
  });

  it("does not take what began after the alert for its onset", () => {
    expect(onset((column) => (column >= 50 ? 600 : 90), { alert: 20 })).toBeNull();
  });

  it("is unknown without data", () => {
    expect(onset(() => null)).toBeNull();
  });
});
