import { describe, expect, it } from "vitest";
import type { Change } from "@/lib/domain/change";
import { comparisonShiftMs, earlier } from "./room-comparison";

const STEP_MS = 10_000;
const GRID = { fromMs: 9_000_000, toMs: 10_200_000, stepMs: STEP_MS };
const detectedAt = new Date(10_000_000);

function deploy(atMs: number, part: Partial<Change> = {}): Change {
  return {
    id: String(atMs),
    service: "order",
    environment: "production",
    kind: "deploy",
    version: "v2",
    previousVersion: "v1",
    commit: null,
    imageDigest: null,
    at: new Date(atMs),
    url: null,
    summary: "order v2",
    source: "webhook",
    ...part,
  };
}

describe("The stretch that signals are compared with", () => {
  it("ends at the last deploy of the service before the alert, on the grid", () => {
    //        deploy        alert    grid's end
    //  ..........|-----------|----------|
    const changes = [
      deploy(9_100_000),
      deploy(9_904_000),
      deploy(9_950_000, { service: "payment" }),
      deploy(9_960_000, { kind: "config" }),
      deploy(10_100_000),
    ];
    const shiftMs = comparisonShiftMs("deploy", GRID, { service: "order", changes, detectedAt });
    expect(shiftMs).toBe(300_000);
    const before = earlier(GRID, shiftMs ?? 0);
    expect(before.toMs).toBeLessThanOrEqual(9_904_000);
    expect(before.toMs).toBeGreaterThan(9_904_000 - STEP_MS);
  });

  it("is never the stretch itself, even when that lies before the deploy", () => {
    const grid = { fromMs: 8_000_000, toMs: 9_000_000, stepMs: STEP_MS };
    expect(comparisonShiftMs("deploy", grid, { service: "order", changes: [deploy(9_904_000)], detectedAt })).toBe(
      STEP_MS,
    );
  });

  it("is none without a deploy", () => {
    expect(comparisonShiftMs("deploy", GRID, { service: "order", changes: [], detectedAt })).toBeNull();
  });

  it("is a day or a week earlier whatever was deployed", () => {
    const input = { service: "order", changes: [deploy(9_904_000)], detectedAt };
    expect(comparisonShiftMs("yesterday", GRID, input)).toBe(86_400_000);
    expect(comparisonShiftMs("last_week", GRID, input)).toBe(604_800_000);
  });
});
