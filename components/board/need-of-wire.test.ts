import { describe, expect, it } from "vitest";
import type { IncidentWire } from "@/lib/contracts/incident";
import { boardItemsOf, rowsOf } from "./need-of-wire";

const NOW = Date.UTC(2026, 4, 12, 14, 10);
const sample = { state: "pending", durationMs: null, reason: null } as const;

function wire(number: number, over: Partial<IncidentWire>): IncidentWire {
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

describe("the rows of the board", () => {
  const soon = new Date(NOW - 30_000).toISOString();
  const open = rowsOf(
    [wire(1, {}), wire(2, { severity: "SEV-1" }), wire(3, { acknowledgedAt: soon }), wire(4, {})],
    NOW,
  );
  const resolved = rowsOf([wire(5, { status: "resolved", resolvedAt: soon })], NOW);
  const shown = (order: "need" | "age") =>
    boardItemsOf({ open, resolved, resolvedTotal: 120, order }).map((item) =>
      item.kind === "group" ? `${item.group} ${item.n}` : item.wire.number,
    );

  it("come in groups by need, the most severe and the oldest first", () =>
    expect(shown("need")).toEqual(["needs_person 3", 2, 4, 1, "in_hand 1", 3, "resolved 120", 5]));
  it("or by age, the newest first", () => expect(shown("age")).toEqual([1, 2, 3, 4, 5]));
});
