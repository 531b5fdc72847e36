import type { Board } from "@/lib/contracts/board";
import { incidentToWire } from "@/lib/contracts/incident";
import { INCIDENT_STATUSES } from "@/lib/domain/incident";
import type { Deps, IncidentFilter } from "@/lib/ports";

const OPEN_MAX = 300;
const NONE = { rows: [], nextCursor: null, total: 0 } as const;

/** Everything on the board at once: open incidents whole, the first page of resolved ones, facets, freshness. */
export async function readBoard(
  { store, upstreams, settings, clock }: Pick<Deps, "store" | "upstreams" | "settings" | "clock">,
  filter: IncidentFilter,
): Promise<Board> {
  const { cursor: _cursor, ...chosen } = filter;
  const statuses = INCIDENT_STATUSES.filter((status) => !chosen.status || chosen.status.includes(status));
  const openStatuses = statuses.filter((status) => status !== "resolved");
  const [open, resolved, facets, heartbeats] = await Promise.all([
    openStatuses.length > 0 ? store.incidents({ ...chosen, status: openStatuses, limit: OPEN_MAX }) : NONE,
    statuses.includes("resolved") ? store.incidents({ ...chosen, status: ["resolved"] }) : NONE,
    store.facets(chosen),
    store.heartbeats(),
  ]);
  const facet = (rows: readonly { readonly value: string; readonly n: number }[]) => rows.map((row) => ({ ...row }));
  return {
    atMs: clock.now().getTime(),
    open: open.rows.map(incidentToWire),
    openTotal: open.total,
    resolved: {
      incidents: resolved.rows.map(incidentToWire),
      nextCursor: resolved.nextCursor,
      total: resolved.total,
    },
    facets: {
      status: facet(facets.status),
      severity: facet(facets.severity),
      team: facet(facets.team),
      service: facet(facets.service),
    },
    upstreams: upstreams.health().map((health) => ({
      upstream: health.upstream,
      state: health.state,
      lastOkMs: health.lastOkAt?.getTime() ?? null,
      failingSinceMs: health.failingSince?.getTime() ?? null,
      reason: health.reason,
    })),
    heartbeats: heartbeats.map(({ name, lastAt }) => ({ name, lastMs: lastAt.getTime() })),
    windowMs: Object.fromEntries(
      open.rows.map(({ incident }) => [incident.service, settings.recoveryWindowMs(incident.service)]),
    ),
  };
}
