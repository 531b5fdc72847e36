import { placeName } from "./map-peer";

/** A release as seen from a service: its version alone for one of its own, with the service's name for any other. */
export function releaseName(
  { service, version }: { readonly service: string; readonly version: string },
  own: string,
): string {
  return service === own ? version : `${placeName(service)} ${version}`;
}
