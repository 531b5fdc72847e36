import { describe, expect, it } from "vitest";
import { resolveSetting, type SettingSources } from "./resolve";

const NOTHING: SettingSources = { overrides: [], environment: {}, file: {} };

describe("resolveSetting", () => {
  it("falls back to the shipped default: 3 minutes of observation", () => {
    expect(resolveSetting(NOTHING, "recoveryWindowMs")).toBe(180_000);
  });

  it("ranks override above environment above file", () => {
    const file = { ...NOTHING, file: { recoveryWindowMs: 4_000 } };
    const environment = { ...file, environment: { recoveryWindowMs: 5_000 } };
    const override = {
      ...environment,
      overrides: [{ key: "recoveryWindowMs" as const, scope: "global", value: 6_000 }],
    };
    expect([file, environment, override].map((s) => resolveSetting(s, "recoveryWindowMs"))).toEqual([
      4_000, 5_000, 6_000,
    ]);
  });

  it("lets the narrowest scope win", () => {
    const overrides = [
      { key: "planTtlMs" as const, scope: "global", value: 10_000 },
      { key: "planTtlMs" as const, scope: "team:checkout", value: 20_000 },
      { key: "planTtlMs" as const, scope: "service:order", value: 30_000 },
    ];
    const sources = { ...NOTHING, overrides };
    expect(resolveSetting(sources, "planTtlMs", { service: "order", team: "checkout" })).toBe(30_000);
    expect(resolveSetting(sources, "planTtlMs", { service: "risk", team: "checkout" })).toBe(20_000);
    expect(resolveSetting(sources, "planTtlMs", { service: "risk" })).toBe(10_000);
  });

  it("passes over a stored value that does not fit the schema", () => {
    const overrides = [{ key: "recoveryWindowMs" as const, scope: "global", value: "soon" }];
    expect(resolveSetting({ ...NOTHING, overrides }, "recoveryWindowMs")).toBe(180_000);
  });
});
