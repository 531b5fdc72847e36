import { describe, expect, it } from "vitest";
import type { AlertEpisode } from "./alert";
import { EVENT_DATA, eventOf } from "./every-event.fixture";
import { advance, incidentOf } from "./incident";
import { movedAlertsOf } from "./moved-alerts";

const at = (clock: string) => `2026-05-12T${clock}Z`;
const episode = (id: string, over: Partial<AlertEpisode> = {}): AlertEpisode => ({
  id,
  incidentId: "i2",
  fingerprint: id,
  alertname: "PaymentErrors",
  service: "payment",
  team: "checkout",
  environment: "production",
  severity: "SEV-3",
  summary: "errors",
  labels: {},
  annotations: {},
  generatorUrl: null,
  startsAt: new Date(at("14:01:00")),
  endsAt: null,
  seen: null,
  ...over,
});

describe("alerts that move", () => {
  it("say how many, since when, how severe and whom they touch", () => {
    const moved = movedAlertsOf([
      episode("a"),
      episode("b", { severity: "SEV-1", service: "order", startsAt: new Date(at("14:00:30")) }),
      episode("c", { endsAt: new Date(at("14:02:00")) }),
    ]);
    expect(moved).toMatchObject({
      moved: 3,
      firing: 2,
      earliestStartsAt: new Date(at("14:00:30")).toISOString(),
      severity: "SEV-1",
      services: ["payment", "order"],
    });
    expect(moved.episodes.map(({ episodeId }) => episodeId)).toEqual(["b", "a", "c"]);
  });

  it("cut the list at twenty and never hide the worst", () => {
    const many = Array.from({ length: 30 }, (_, n) => episode(`e${n}`, n === 29 ? { severity: "SEV-1" } : {}));
    const { moved, episodes } = movedAlertsOf(many);
    expect([moved, episodes.length, episodes[0]?.episodeId]).toEqual([30, 20, "e29"]);
  });
});

describe("an incident", () => {
  const opened = incidentOf([eventOf("opened", 1), eventOf("alerts_changed", 2)]);

  it("that another was merged into counts its alerts and begins with the first of them", () => {
    const moved = movedAlertsOf([episode("a"), episode("b")]);
    const data = { ...EVENT_DATA.merged_from, ...moved };
    const merged = advance(opened, [eventOf("merged_from", 3, undefined, data)]);
    expect(merged).toMatchObject({
      firingCount: opened.firingCount + 2,
      detectedAt: new Date(at("14:01:00")),
      services: ["order", "payment"],
    });
  });

  it("that is part of another one is over and has no alerts", () => {
    const part = advance(opened, [eventOf("merged_into", 3)]);
    expect(part).toMatchObject({ status: "resolved", firingCount: 0, mergedInto: { number: 127 }, resolution: null });
  });

  it("that alerts were split off keeps the rest", () => {
    const data = { ...EVENT_DATA.split_into, firingNow: 0, servicesLeft: ["order"] };
    const rest = advance({ ...opened, services: ["order", "payment"] }, [eventOf("split_into", 3, undefined, data)]);
    expect(rest).toMatchObject({ firingCount: 0, services: ["order"] });
    expect(rest?.alertsClearedAt).not.toBeNull();
  });

  it("whose mitigation a person settled goes on from there", () => {
    const approved = advance(opened, [eventOf("mitigation_approved", 3), eventOf("mitigation_unknown", 4)]);
    if (approved === null) throw new Error("folds");
    const settled = (outcome: "applied" | "not_applied") =>
      advance(approved, [eventOf("mitigation_settled", 5, undefined, { mitigationId: "m1", outcome, reason: "" })]);
    expect(settled("not_applied")).toMatchObject({ status: "open", activeMitigationId: null, appliedAt: null });
    expect(settled("applied")).toMatchObject({ status: "mitigating", activeMitigationId: "m1" });
    expect(settled("applied")?.appliedAt).not.toBeNull();
  });
});
