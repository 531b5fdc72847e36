import type { Span } from "./trace";

/** What stands at the other end of a call. Only a service sends spans of its own. */
export const PLACE_KINDS = ["service", "database", "queue", "external"] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

const OUTSIDE = "external:";
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[?[0-9a-f]*:[0-9a-f:.]+\]?)(:\d+)?$/i;

/**
 * Whom an unanswered call asked, by the attributes that instrumentations write, most telling first: `peer.service`; a database
 * (`db.system.name`, older `db.system`, with its name); a broker (`messaging.system` with its destination); the host. A name of our
 * own (also as the first label of its host) is that service, which did not answer; anything else is `external:NAME`. Bare addresses
 * share one name: pods come and go, and a map of addresses says nothing. null: the span does not say.
 */
export function peerOf({ attributes }: Pick<Span, "attributes">, known: ReadonlySet<string>): string | null {
  const text = (...keys: readonly string[]) => {
    for (const key of keys) if (attributes[key]) return attributes[key];
    return null;
  };
  const peer = text("peer.service");
  if (peer !== null) return known.has(peer) ? peer : OUTSIDE + peer;
  const database = text("db.system.name", "db.system");
  if (database !== null) return OUTSIDE + [database, text("db.namespace", "db.name")].filter(Boolean).join(" ");
  const broker = text("messaging.system");
  if (broker !== null) {
    return OUTSIDE + [broker, text("messaging.destination.name", "messaging.destination")].filter(Boolean).join(" ");
  }
  const host = text("server.address", "net.peer.name", "http.host");
  if (host === null) return null;
  if (ADDRESS.test(host)) return `${OUTSIDE}unnamed`;
  const [name = host] = host.split(":");
  const [label = name] = name.split(".");
  return known.has(name) ? name : known.has(label) ? label : OUTSIDE + name;
}

/** The kind of an outside place by the span that called it. */
export function peerKindOf({ attributes }: Pick<Span, "attributes">): Exclude<PlaceKind, "service"> {
  if (attributes["db.system.name"] || attributes["db.system"]) return "database";
  return attributes["messaging.system"] ? "queue" : "external";
}

export function isOutside(place: string): boolean {
  return place.startsWith(OUTSIDE);
}

/** A place as people read it. */
export function placeName(place: string): string {
  return isOutside(place) ? place.slice(OUTSIDE.length) : place;
}
