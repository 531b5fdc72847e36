import type { RoomFrame } from "@/lib/contracts/room";
import type { TimelineEvent } from "@/lib/domain/events";
import { releaseName } from "@/lib/domain/release-name";
import type { MarkShape } from "../ui/mark";

/** An event above the plot with a hairline through all strips. Found afterwards is dashed. */
export type ChartMarker = {
  readonly id: string;
  readonly atMs: number;
  readonly shape: MarkShape;
  readonly label: string | null;
  readonly nameKey:
    | "deploy"
    | "change"
    | "alert"
    | "acknowledged"
    | "mitigation"
    | "onset"
    | "snapshot"
    | "breaker_open"
    | "breaker_half_open"
    | "breaker_closed";
  readonly params?: Readonly<Record<string, string>>;
  readonly isWeak: boolean;
};

const BREAKER_SHAPE = { open: "open", half_open: "half", closed: "closed" } as const;

/**
 * Markers inside the plot, oldest first: changes of the frame, alerts, breakers, acknowledgement, onset, mitigation. Of the transitions
 * of one breaker within one column the last one is drawn: a flapping breaker must not cover the map.
 */
export function markersOf(frame: RoomFrame, events: readonly TimelineEvent[]): readonly ChartMarker[] {
  const markers: ChartMarker[] = frame.changes.map((change, index) => ({
    id: `change-${index}`,
    atMs: change.atMs,
    shape: change.kind === "deploy" ? "deploy" : "dot",
    label:
      change.kind === "deploy" && change.version !== null
        ? releaseName({ ...change, version: change.version }, frame.service)
        : null,
    nameKey: change.kind === "deploy" ? "deploy" : "change",
    isWeak: change.kind !== "deploy",
  }));
  const breakers = new Map<string, ChartMarker>();
  let isAlertShown = false;
  for (const event of events) {
    const base = { id: `event-${event.seq}`, atMs: event.at.getTime(), label: null };
    if (event.kind === "alerts_changed" && event.data.fired > 0 && !isAlertShown) {
      isAlertShown = true;
      const startsAt = event.data.earliestStartsAt;
      markers.push({
        ...base,
        atMs: startsAt ? Date.parse(startsAt) : base.atMs,
        shape: "act",
        nameKey: "alert",
        isWeak: false,
      });
    } else if (event.kind === "acknowledged")
      markers.push({ ...base, shape: "person", nameKey: "acknowledged", isWeak: true });
    else if (event.kind === "mitigation_patched")
      markers.push({ ...base, shape: "action", nameKey: "mitigation", isWeak: false });
    else if (event.kind === "breaker_changed" && event.data.to !== "unknown") {
      const { caller, callee, to } = event.data;
      const column = Math.floor(base.atMs / frame.grid.stepMs);
      breakers.set(`${caller} ${callee} ${column}`, {
        ...base,
        shape: BREAKER_SHAPE[to],
        nameKey: `breaker_${to}`,
        params: { caller, callee },
        isWeak: true,
      });
    } else if (event.kind === "snapshot_sealed")
      markers.push({ ...base, shape: "camera", nameKey: "snapshot", isWeak: true });
  }
  const onset = events.findLast((event) => event.kind === "diagnosed");
  if (onset?.kind === "diagnosed" && onset.data.onsetAt) {
    markers.push({
      id: "onset",
      atMs: Date.parse(onset.data.onsetAt),
      shape: "onset",
      label: null,
      nameKey: "onset",
      isWeak: true,
    });
  }
  const { fromMs, toMs, stepMs } = frame.grid;
  return [...markers, ...breakers.values()]
    .filter(({ atMs }) => atMs >= fromMs - stepMs && atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs);
}
