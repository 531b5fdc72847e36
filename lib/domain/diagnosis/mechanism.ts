import type { Mechanism, MitigationKind, Trigger } from "../cause";
import type { Candidate } from "./candidates";
import type { PlaceTime } from "./extra-time";
import type { Readings } from "./readings";

const WAITING = /pool|acquire|connection wait|\block\b/i;
const QUERY_SHARE = 0.5;

/** How it hurts, from what shows at the candidate's place. */
export function mechanismOf({ service, trigger }: Candidate, readings: Readings): Mechanism {
  const anomaly = readings.anomalies.get(service);
  const origin = readings.origins?.places.find(({ place }) => place === service);
  const time = readings.extraTime?.places.find(({ place }) => place === service);
  const startsFailing = origin !== undefined && origin.shareRatio >= 0.5;
  const isRefused = startsFailing && origin.refusals > origin.n / 2;
  const failsByItself = startsFailing && !isRefused && origin.timeouts < origin.n / 2;

  if (anomaly?.isPanicking === true || (startsFailing && origin.panics > origin.n / 2)) return "panic";
  if (anomaly?.isLeakingGoroutines === true) return "goroutine_leak";
  if (anomaly?.isLeakingMemory === true) return "memory_leak";
  if (
    isPoolWait(time, anomaly?.isPoolFull === true, trigger) ||
    (failsByItself && WAITING.test(origin.operation) && time === undefined)
  ) {
    return "pool_exhaustion";
  }
  if (failsByItself && (time === undefined || time.shareRatio < 0.5 || !(anomaly?.isSlow ?? false))) return "errors";
  if (time !== undefined && time.shareRatio >= 0.2) return "latency";
  if (isRefused) return callsThatPassed(service, readings);
  if (startsFailing) return origin.timeouts > 0 ? "latency" : "errors";
  if (anomaly?.isSlow === true) return "latency";
  return anomaly?.isFailing === true ? "errors" : "latency";
}

/** Of refused calls nobody knows how they would have ended: those that passed tell. */
function callsThatPassed(place: string, { callsNow, callsBefore }: Readings): Mechanism {
  const now = callsNow.get(place);
  if (now === undefined || now.n === 0) return "errors";
  const beforeP95Ms = callsBefore.get(place)?.p95Ms ?? 0;
  return now.timeouts >= now.failed / 2 && now.p95Ms > beforeP95Ms ? "latency" : "errors";
}

/** Waiting for a connection is the mechanism only when the work on the connection did not itself become slow: that would be the queue's cause. */
function isPoolWait(time: PlaceTime | undefined, isPoolFull: boolean, trigger: Trigger): boolean {
  if (time === undefined) return isPoolFull && trigger === "traffic";
  const waitedMs = sum(time, (operation) => WAITING.test(operation));
  const workedMs = sum(time, (operation) => !WAITING.test(operation));
  if (waitedMs <= 0) return isPoolFull && trigger === "traffic";
  return workedMs < waitedMs * QUERY_SHARE;
}

function sum(time: PlaceTime, picks: (operation: string) => boolean): number {
  return time.operations.reduce((ms, { operation, extraMs }) => ms + (picks(operation) ? Math.max(0, extraMs) : 0), 0);
}

/** The mitigation follows the trigger. What only a change can cure is undone; the rest is not made better by a rollback. */
export function mitigationOf({ trigger, change }: Candidate, mechanism: Mechanism): MitigationKind {
  switch (trigger) {
    case "release":
      return "rollback";
    case "configuration":
      return change?.kind === "schema" ? "none" : "restore_configuration";
    case "internal":
      return mechanism === "goroutine_leak" || mechanism === "memory_leak" || mechanism === "deadlock"
        ? "restart"
        : "none";
    case "dependency":
    case "traffic":
    case "infrastructure":
    case "telemetry":
    case "none":
      return "none";
    default:
      return trigger satisfies never;
  }
}
