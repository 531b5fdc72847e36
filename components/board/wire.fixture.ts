import type { IncidentWire } from "@/lib/contracts/incident";

/** The time of the fixtures: an incident with number n was detected n minutes before. */
export const NOW = Date.UTC(2026, 4, 12, 14, 10);
const sample = { state: "pending", durationMs: null, reason: null } as const;

/** An open incident that nobody took. */
export function wire(number: number, over: Partial<IncidentWire>): IncidentWire {
  const detectedAt = new Date(NOW - number * 60_000).toISOString();
  return {
    id: `id-${number}`,
    number,
    title: "order p95",
    service: "order",
    team: "checkout",
    environment: "prod",
    severity: "SEV-2",
    severityReason: "",
    groupingReason: "",
    status: "open",
    origin: "alert",
    recurrenceOf: null,
    firingCount: 1,
    openedAt: detectedAt,
    detectedAt,
    impactStartAt: null,
    acknowledgedAt: null,
    locatedAt: null,
    approvedAt: null,
    appliedAt: null,
    mitigatedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null,
    verdict: null,
    commander: null,
    duties: [],
    topHypothesis: null,
    diagnosis: "none",
    observation: null,
    lastUpdateAt: null,
    mergedInto: null,
    lastSeq: 1,
    times: { detect: sample, acknowledge: sample, mitigate: sample, resolve: sample },
    ...over,
  };
}
