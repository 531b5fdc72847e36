import type { AlertSignal } from "./alert";

/** The service of alerts that name none. */
export const UNASSIGNED = "unassigned";
/** A neighbour's incident is joined only this long after it was opened. */
export const NEIGHBOUR_WINDOW_MS = 5 * 60_000;
/** A new incident names the resolved one it follows for this long. */
export const RECURRENCE_WINDOW_MS = 24 * 60 * 60_000;

export type Grouped = Pick<AlertSignal, "team" | "environment" | "service" | "alertname">;

/** Slashes inside a part are escaped, so that two different triples never share a key. */
function part(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("/", "%2F");
}

/** team/environment/service; alerts without a service have one key per alertname. One open incident per key. */
export function groupingKeyOf({ team, environment, service, alertname }: Grouped): string {
  const parts = [team, environment, service, ...(service === UNASSIGNED ? [alertname] : [])];
  return parts.map(part).join("/");
}

/** Locks are taken per team and environment: a neighbour's incident may be joined, so one key alone is too narrow. */
export function lockKeyOf({ team, environment }: Pick<AlertSignal, "team" | "environment">): string {
  return `${part(team)}/${part(environment)}`;
}

/** An unresolved incident that a new episode might belong to. */
export type OpenIncident = {
  readonly id: string;
  readonly team: string;
  readonly environment: string;
  readonly service: string;
  readonly openedAt: Date;
};

export type CallEdge = { readonly caller: string; readonly callee: string };

export type Grouping =
  | { readonly kind: "join"; readonly incidentId: string; readonly reason: string }
  | { readonly kind: "open"; readonly key: string; readonly reason: string };

/**
 * Where a new episode belongs: the open incident of its key; else an open one of the same team and environment, opened at
 * most 5 minutes ago, whose service is one call away (the newest such); else a new one. The reason is kept with the incident.
 */
export function groupingOf(
  signal: Grouped,
  context: {
    readonly byKey: ReadonlyMap<string, OpenIncident>;
    readonly byService: ReadonlyMap<string, readonly OpenIncident[]>;
    readonly edges: readonly CallEdge[];
    readonly now: Date;
  },
): Grouping {
  const key = groupingKeyOf(signal);
  const own = context.byKey.get(key);
  if (own) return { kind: "join", incidentId: own.id, reason: `same team, environment and service (${key})` };
  const near = neighboursOf(signal.service, context.edges)
    .flatMap((service) => context.byService.get(service) ?? [])
    .filter(
      (incident) =>
        incident.team === signal.team &&
        incident.environment === signal.environment &&
        context.now.getTime() - incident.openedAt.getTime() <= NEIGHBOUR_WINDOW_MS,
    )
    .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime() || (a.id < b.id ? -1 : 1))[0];
  if (near) {
    return { kind: "join", incidentId: near.id, reason: `${signal.service} is one call away from ${near.service}` };
  }
  return { kind: "open", key, reason: `first alert of ${key}` };
}

/** Services that call this one or are called by it, each once. */
export function neighboursOf(service: string, edges: readonly CallEdge[]): readonly string[] {
  const found = edges.flatMap(({ caller, callee }) =>
    caller === service ? [callee] : callee === service ? [caller] : [],
  );
  return [...new Set(found)].filter((name) => name !== service);
}
