import type { Incident } from "./incident";

export type Span = { readonly from: Date; readonly to: Date };

const WIDEST_MS = 180_000;
const NARROWEST_MS = 10_000;

/** The stretch that stands for "during the incident": the last three minutes before the mitigation was approved (or the alerts cleared). */
export function beforeSpan(incident: Pick<Incident, "detectedAt" | "impactStartAt">, until: Date): Span {
  const began = Math.min(incident.detectedAt.getTime(), incident.impactStartAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const toMs = until.getTime();
  const fromMs = Math.min(Math.max(began, toMs - WIDEST_MS), toMs - NARROWEST_MS);
  return { from: new Date(fromMs), to: until };
}
