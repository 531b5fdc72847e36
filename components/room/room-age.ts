import type { RoomFrame } from "@/lib/contracts/room";
import type { StreamState } from "../live/live-message";

/** How fresh the room is: events (the stream) and signals (the frame) are judged apart. */
export type RoomAge = {
  readonly state: "connecting" | "live" | "down" | "stale";
  readonly frameAgeMs: number | null;
  /** Since when the signals are stale. */
  readonly sinceMs: number | null;
};

/** Four ticks without a new frame: the picture is not live any more. */
const LATE_MS = 20_000;

export function roomAgeOf(stream: StreamState, frame: RoomFrame | null, nowMs: number): RoomAge {
  const frameAgeMs = frame === null ? null : Math.max(0, nowMs - frame.atMs);
  const failing = frame?.signals.state === "stale" ? (frame.signals.failingSinceMs ?? frame.signals.atMs) : null;
  if (stream !== "live") return { state: stream, frameAgeMs, sinceMs: null };
  if (failing === null && frame !== null && frameAgeMs !== null && frameAgeMs > LATE_MS) {
    return { state: "stale", frameAgeMs, sinceMs: frame.atMs };
  }
  return failing === null
    ? { state: "live", frameAgeMs, sinceMs: null }
    : { state: "stale", frameAgeMs, sinceMs: failing };
}
