import { describe, expect, it } from "vitest";
import { type ReportIncident, recoveryReportOf } from "./recovery-report";

const DAY = 86_400_000;
const FROM = new Date(Date.UTC(2026, 1, 12));
const period = { from: FROM, to: new Date(FROM.getTime() + 90 * DAY) };
const MIN = 60_000;

function incident(number: number, minutes: number | null, over: Partial<ReportIncident> = {}): ReportIncident {
  const detectedAt = new Date(FROM.getTime() + number * DAY);
  return {
    id: `id-${number}`,
    number,
    title: `order p95, ${number}`,
    service: "order",
    team: "checkout",
    severity: "SEV-2",
    origin: "alert",
    detectedAt,
    impactStartAt: new Date(detectedAt.getTime() - 30_000),
    acknowledgedAt: new Date(detectedAt.getTime() + MIN),
    mitigatedAt: minutes === null ? null : new Date(detectedAt.getTime() + (minutes - 3) * MIN),
    resolvedAt: minutes === null ? null : new Date(detectedAt.getTime() + minutes * MIN),
    ...over,
  };
}
const many = (n: number, minutes: (index: number) => number) =>
  Array.from({ length: n }, (_, index) => incident(index + 1, minutes(index)));
const report = (incidents: readonly ReportIncident[], incidentsBefore: readonly ReportIncident[] = []) =>
  recoveryReportOf({ period, incidents, incidentsBefore, rollbacks: [] });

describe("the report of recovery times", () => {
  it("says better only when the interval of the ratio of medians lies below 1", () => {
    const faster = report(
      many(40, (i) => 8 + (i % 7)),
      many(40, (i) => 28 + (i % 9)),
    );
    expect(faster.answer).toBe("better");
    expect(faster.measures.find(({ measure }) => measure === "resolve")?.ratio?.interval.high).toBeLessThan(1);
    expect(
      report(
        many(40, (i) => 5 + ((i * 13) % 50)),
        many(40, (i) => 6 + ((i * 17) % 50)),
      ).answer,
    ).toBe("not_shown");
  });

  it.each([
    ["none", 0],
    ["not_enough", 3],
    ["no_comparison", 20],
  ] as const)("answers %s with %d incidents and nothing before", (answer, n) => {
    expect(report(many(n, (i) => 10 + i)).answer).toBe(answer);
  });

  it("leaves test incidents out and counts them", () => {
    const result = report([...many(6, (i) => 10 + i), incident(50, 1, { origin: "test" })]);
    expect(result).toMatchObject({ excludedTests: 1, excludedMerged: 0, withinChain: { now: 6, n: 6 } });
    expect(result.incidents.some(({ number }) => number === 50)).toBe(false);
  });

  it("counts what has no time instead of turning it into a number", () => {
    const wrong = incident(60, -4);
    const resolve = report([incident(1, 10), incident(2, null), wrong]).measures.find((m) => m.measure === "resolve");
    expect(resolve?.counts).toEqual({ recorded: 1, pending: 1, notApplicable: 0, invalid: 1 });
  });

  it("sorts rollbacks by outcome and leaves out plans that nobody approved", () => {
    const at = period.from;
    const row = (mitigationId: string, status: "recovered" | "unknown" | "planned") => ({
      mitigationId,
      incidentNumber: 1,
      service: "order",
      status,
      at,
    });
    const { rollbacks } = recoveryReportOf({
      period,
      incidents: [],
      incidentsBefore: [],
      rollbacks: [row("a", "recovered"), row("b", "unknown"), row("c", "planned")],
    });
    const ids = Object.fromEntries(rollbacks.map(({ outcome, rows }) => [outcome, rows.map((r) => r.mitigationId)]));
    expect(ids).toMatchObject({ recovered: ["a"], cannot_tell: ["b"], running: [] });
  });
});
