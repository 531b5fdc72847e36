import type { Cause } from "./cause";

/** Below this nobody should be sent to another room. */
const SURE = 0.5;

/** An open incident and what is believed of it; `belief` is null while nothing sufficient is known. */
export type BelievedIncident = {
  readonly number: number;
  readonly environment: string;
  readonly belief:
    | (Pick<Cause, "service" | "trigger"> & { readonly version: string | null; readonly confidence: number })
    | null;
};

/**
 * The other open incidents that the same thing seems to have caused, oldest first: same environment, service, trigger and version,
 * each believed with at least even odds. Grouping joins neighbours only; alerts further up the same chain of calls open rooms of their own.
 */
export function sameCauseAs<T extends BelievedIncident>(own: BelievedIncident, open: readonly T[]): readonly T[] {
  const { belief } = own;
  if (belief === null || belief.confidence < SURE || belief.trigger === "none") return [];
  return open
    .filter(
      (other) =>
        other.number !== own.number &&
        other.environment === own.environment &&
        other.belief !== null &&
        other.belief.confidence >= SURE &&
        other.belief.service === belief.service &&
        other.belief.trigger === belief.trigger &&
        other.belief.version === belief.version,
    )
    .sort((a, b) => a.number - b.number);
}
