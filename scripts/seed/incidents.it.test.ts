import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { incidentOf } from "@/lib/domain/incident";
import { recoveryReportOf } from "@/lib/domain/recovery-report";
import { type Seeded, seedIncidents } from "./incidents";

const NOW = new Date("2026-05-12T14:06:52.000Z");
const DAY = 86_400_000;
let postgres: Postgres;
let seeded: Seeded;

beforeAll(async () => {
  postgres = createPostgres({ url: (await testDatabase()).url });
  seeded = await seedIncidents(postgres.store, NOW);
});
afterAll(() => postgres.close());

const period = { from: new Date(NOW.getTime() - 90 * DAY), to: NOW };
const readReport = async (filter: { team?: string } = {}) => {
  const before = { from: new Date(NOW.getTime() - 180 * DAY), to: period.from };
  const [incidents, incidentsBefore, rollbacks] = await Promise.all([
    postgres.store.incidentTimes({ ...period, ...filter }),
    postgres.store.incidentTimes({ ...before, ...filter }),
    postgres.store.rollbacks({ ...period, ...filter }),
  ]);
  return recoveryReportOf({ period, incidents, incidentsBefore, rollbacks });
};

describe("the seeded store", () => {
  it("gives reports two periods with an answer, and leaves the test incident out", async () => {
    const report = await readReport();
    expect(report.answer).toBe("better");
    expect(report.excludedTests).toBe(1);
    expect(report.incidents.every(({ service }) => service !== "firebreak-test")).toBe(true);
    expect(report.measures.find(({ measure }) => measure === "resolve")?.counts.invalid).toBe(1);
    expect(report.rollbacks.find(({ outcome }) => outcome === "recovered")?.rows.length).toBeGreaterThan(5);
  });

  it("filters by team in SQL", async () => {
    const report = await readReport({ team: "stock" });
    expect(report.incidents.length).toBeGreaterThan(0);
    expect(new Set(report.incidents.map(({ team }) => team))).toEqual(new Set(["stock"]));
  });

  it("holds columns that its events give again", async () => {
    const row = await postgres.store.incident(String(seeded.toldNumber));
    if (row === null) throw new Error("the told incident is missing");
    const events = await postgres.store.events(row.incident.id);
    expect(incidentOf(events)).toEqual(row.incident);
    expect(row.incident.mitigatedAt?.getTime()).toBeLessThan(row.incident.resolvedAt?.getTime() ?? 0);
  });

  it("shows open incidents in several states", async () => {
    const { rows } = await postgres.store.incidents({ status: ["open", "mitigating", "verifying"], limit: 50 });
    expect(rows.map(({ number }) => number).sort((a, b) => a - b)).toEqual(seeded.openNumbers);
    expect(rows.some(({ incident }) => incident.acknowledgedAt === null)).toBe(true);
    expect(rows.some(({ incident }) => incident.status === "verifying")).toBe(true);
  });
});
