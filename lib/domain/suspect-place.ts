import type { Diagnosis } from "./cause";

/** Where the first hypothesis says that it began; null while the evidence names nobody. */
export function suspectPlaceOf(diagnosis: Pick<Diagnosis, "hypotheses" | "isInsufficient"> | null): string | null {
  const cause = diagnosis?.isInsufficient ? undefined : diagnosis?.hypotheses[0]?.cause;
  return cause === undefined || cause.trigger === "none" ? null : cause.service;
}
