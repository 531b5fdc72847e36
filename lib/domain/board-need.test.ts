import { describe, expect, it } from "vitest";
import { boardNeedOf } from "./board-need";

const at = (minute: number) => new Date(Date.UTC(2026, 4, 12, 14, minute));
const base = {
  impactStartAt: null,
  detectedAt: at(0),
  acknowledgedAt: null,
  locatedAt: null,
  approvedAt: null,
  appliedAt: null,
  resolvedAt: null,
  verification: null,
  status: "open" as const,
  firingCount: 2,
  origin: "alert" as const,
  verdict: null,
  topConfidence: null,
  isDiagnosed: false,
};
type Input = Omit<Partial<Parameters<typeof boardNeedOf>[0]["incident"]>, never>;
const need = (incident: Input, minute: number) =>
  boardNeedOf({ incident: { ...base, ...incident }, now: at(minute), windowMs: 180_000 });

describe("an incident on the board", () => {
  it.each<[string, Input, number, string, string]>([
    ["that nobody took needs a person", {}, 1, "needs_person", "nobody_took_it"],
    ["that was just taken is in hand", { acknowledgedAt: at(1) }, 2, "in_hand", "diagnosing"],
    ["over the budget of its phase needs a person", { acknowledgedAt: at(1) }, 7, "needs_person", "over_budget"],
    [
      "with a plan that waits for approval needs a person",
      { acknowledgedAt: at(1), locatedAt: at(3) },
      4,
      "needs_person",
      "plan_waits",
    ],
    [
      "that is being mitigated is in hand",
      { status: "mitigating", acknowledgedAt: at(1), locatedAt: at(3), approvedAt: at(4) },
      5,
      "in_hand",
      "mitigating",
    ],
    [
      "whose verification failed needs a person",
      {
        acknowledgedAt: at(1),
        locatedAt: at(3),
        approvedAt: at(4),
        appliedAt: at(5),
        verdict: { verdict: "not_recovered" },
      },
      9,
      "needs_person",
      "not_recovered",
    ],
    ["that is resolved asks nothing", { status: "resolved", resolvedAt: at(9) }, 90, "resolved", "resolved"],
  ])("%s", (_name, incident, minute, group, reason) => {
    expect(need(incident, minute)).toMatchObject({ group, reason });
  });
});
