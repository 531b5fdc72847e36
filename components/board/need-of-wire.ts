import type { IncidentWire } from "@/lib/contracts/incident";
import { boardNeedOf } from "@/lib/domain/board-need";
import { DEFAULT_WINDOW_MS } from "@/lib/domain/golden-chain";

const dateOrNull = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));

/** The board's judgement of one incident at `nowMs`. */
export function needOfWire(wire: IncidentWire, nowMs: number, windowMs?: number) {
  return boardNeedOf({
    incident: {
      ...wire,
      impactStartAt: dateOrNull(wire.impactStartAt),
      detectedAt: new Date(wire.detectedAt),
      acknowledgedAt: dateOrNull(wire.acknowledgedAt),
      locatedAt: dateOrNull(wire.locatedAt),
      approvedAt: dateOrNull(wire.approvedAt),
      appliedAt: dateOrNull(wire.appliedAt),
      resolvedAt: dateOrNull(wire.resolvedAt),
      topConfidence: wire.diagnosis === "made" ? (wire.topHypothesis?.confidence ?? null) : null,
      isDiagnosed: wire.diagnosis !== "none",
    },
    now: new Date(nowMs),
    windowMs: wire.observation?.windowMs ?? windowMs ?? DEFAULT_WINDOW_MS,
  });
}
export type WireNeed = ReturnType<typeof needOfWire>;
