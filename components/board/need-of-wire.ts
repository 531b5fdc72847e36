import type { IncidentWire } from "@/lib/contracts/incident";
import { type BoardGroup, boardNeedOf } from "@/lib/domain/board-need";
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

export type BoardItem =
  | { readonly kind: "group"; readonly group: BoardGroup; readonly n: number }
  | { readonly kind: "incident"; readonly wire: IncidentWire; readonly need: WireNeed };

type Row = Extract<BoardItem, { kind: "incident" }>;

export function rowsOf(
  wires: readonly IncidentWire[],
  nowMs: number,
  windowMs: Readonly<Record<string, number>> = {},
): readonly Row[] {
  return wires.map((wire) => ({ kind: "incident", wire, need: needOfWire(wire, nowMs, windowMs[wire.service]) }));
}

/** Rows of the list: by need in groups (worst and oldest first), or all by age, newest first. `resolved` is newest first. */
export function boardItemsOf(input: {
  readonly open: readonly Row[];
  readonly resolved: readonly Row[];
  readonly resolvedTotal: number;
  readonly order: "need" | "age";
}): readonly BoardItem[] {
  const { open, resolved } = input;
  if (input.order === "age") {
    return [...open, ...resolved].sort((a, b) => b.wire.detectedAt.localeCompare(a.wire.detectedAt));
  }
  const groups = (["needs_person", "in_hand"] as const).flatMap((group): BoardItem[] => {
    const members = open.filter(({ need }) => need.group === group).sort(byUrgency);
    return members.length === 0 ? [] : [{ kind: "group", group, n: members.length }, ...members];
  });
  if (resolved.length === 0) return groups;
  return [...groups, { kind: "group", group: "resolved", n: input.resolvedTotal }, ...resolved];
}

function byUrgency(a: { wire: IncidentWire }, b: { wire: IncidentWire }): number {
  return a.wire.severity.localeCompare(b.wire.severity) || a.wire.detectedAt.localeCompare(b.wire.detectedAt);
}
