import type { IncidentWire } from "@/lib/contracts/incident";
import { placeName } from "@/lib/domain/map-peer";

/** What the words of a row's top hypothesis need; a release of the incident's own service is named by its version alone. */
export function beliefParams(
  own: string,
  { service, version }: Pick<NonNullable<IncidentWire["topHypothesis"]>, "service" | "version">,
): { readonly service: string; readonly version: string } {
  const place = placeName(service);
  return { service: place, version: version === null ? place : service === own ? version : `${place} ${version}` };
}
