import type { IncidentWire } from "@/lib/contracts/incident";
import { placeName } from "@/lib/domain/map-peer";
import { releaseName } from "@/lib/domain/release-name";

/** What the words of a row's top hypothesis need. */
export function beliefParams(
  own: string,
  { service, version }: Pick<NonNullable<IncidentWire["topHypothesis"]>, "service" | "version">,
): { readonly service: string; readonly version: string } {
  const place = placeName(service);
  return { service: place, version: version === null ? place : releaseName({ service, version }, own) };
}
