import type { RoomFrame } from "@/lib/contracts/room";
import type { Incident } from "@/lib/domain/incident";
import { releaseName } from "@/lib/domain/release-name";

/** What is broken, in one sentence: which message, with which figures. `figure` is the one that matters. */
export type Headline =
  | { readonly key: "no_data" | "no_frame"; readonly service: string }
  | { readonly key: "resolved"; readonly tookMs: number; readonly p95Ms: number | null }
  | {
      readonly key: "latency" | "latency_fine";
      readonly p95Ms: number;
      readonly wasMs: number | null;
      readonly version: string | null;
      readonly objectiveMs: number;
      /** Share of the newest column above the objective, 0–1; null without requests. */
      readonly slowRatio: number | null;
      readonly since: Date;
    }
  | {
      readonly key: "errors";
      readonly errorRatio: number;
      readonly wasRatio: number | null;
      readonly version: string | null;
      readonly since: Date;
    };

/** Below this, errors are not what the sentence is about. */
const ERRORS_MATTER_RATIO = 0.02;

export function headlineOf(incident: Incident, frame: RoomFrame | null): Headline {
  const signals = frame?.signals.data ?? null;
  const p95Ms = lastOf(signals?.p95Ms);
  if (incident.resolvedAt) {
    return { key: "resolved", tookMs: incident.resolvedAt.getTime() - incident.detectedAt.getTime(), p95Ms };
  }
  if (frame === null) return { key: "no_frame", service: incident.service };
  const errorRatio = lastOf(signals?.errorRatio);
  const since = incident.impactStartAt ?? incident.detectedAt;
  const version = suspectVersion(incident, frame);
  const isSlow = p95Ms !== null && p95Ms > frame.objectiveMs;
  const isErrors = incident.diagnosis?.hypotheses[0]?.cause.mechanism === "errors" || !isSlow;
  if (isErrors && errorRatio !== null && errorRatio >= ERRORS_MATTER_RATIO) {
    return { key: "errors", errorRatio, wasRatio: frame.baseline?.errorRatio ?? null, version, since };
  }
  if (p95Ms === null) return { key: "no_data", service: frame.service };
  return {
    key: isSlow ? "latency" : "latency_fine",
    p95Ms,
    wasMs: frame.baseline?.p95Ms ?? null,
    version,
    objectiveMs: frame.objectiveMs,
    slowRatio: slowRatioOf(frame, (frame.latency.data?.columns.length ?? 0) - 1),
    since,
  };
}

/** The name of the release that the top hypothesis suspects, else of the last deploy of the service in view before the alert. */
function suspectVersion(incident: Incident, frame: RoomFrame): string | null {
  const suspected = incident.diagnosis?.hypotheses[0];
  if (suspected) {
    const { cause, version } = suspected;
    if (cause.trigger !== "release" || version === null) return null;
    return releaseName({ service: cause.service, version }, incident.service);
  }
  const deploys = frame.changes.filter(
    ({ kind, service, atMs }) =>
      kind === "deploy" && service === frame.service && atMs <= incident.detectedAt.getTime(),
  );
  return deploys.at(-1)?.version ?? null;
}

export function lastOf(values: readonly (number | null)[] | undefined): number | null {
  return values?.findLast((value) => value !== null) ?? null;
}

/** Share of a column's requests in rows that lie wholly above the objective, 0–1. */
export function slowRatioOf(frame: RoomFrame, column: number): number | null {
  const data = frame.latency.data;
  const counts = data?.columns[column];
  if (!data || !counts) return null;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const objectiveS = frame.objectiveMs / 1_000;
  const slow = counts.reduce(
    (sum, count, row) => (row > 0 && (data.boundsS[row - 1] ?? 0) >= objectiveS ? sum + count : sum),
    0,
  );
  return total === 0 ? null : slow / total;
}
