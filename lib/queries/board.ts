import type { Board } from "@/lib/contracts/board";
import { incidentToWire } from "@/lib/contracts/incident";
import { boardNeedOf } from "@/lib/domain/board-need";
import { type BoardOrder, type BoardSection, inBoardOrder, type Placed, sectionOf } from "@/lib/domain/board-order";
import { DEFAULT_WINDOW_MS } from "@/lib/domain/golden-chain";
import { INCIDENT_STATUSES } from "@/lib/domain/incident";
import type { Deps, IncidentFilter, IncidentRow, OpenIncident } from "@/lib/ports";
import { createSharedReads, type SharedReads } from "./shared-reads";

type PlacedIncident = OpenIncident & Placed;
type Answer = Omit<Board, "upstreams">;

/** Reads of the board that all viewers of this process share. Made once by the wiring. */
export type BoardReads = {
  readonly open: SharedReads<readonly PlacedIncident[]>;
  readonly answers: SharedReads<Answer>;
};
export type BoardDeps = Pick<Deps, "clock"> & {
  readonly store: Pick<Deps["store"], "incidents" | "openIncidents" | "facets" | "heartbeats">;
  readonly upstreams: Pick<Deps["upstreams"], "health">;
  readonly settings: Pick<Deps["settings"], "recoveryWindowMs">;
  readonly boardReads: BoardReads;
};

/** Phases run over their budgets while nothing happens, so a judgement grows old by itself. */
const JUDGED_MAX_AGE_MS = 5_000;
const MAX_ANSWERS = 100;

export function createBoardReads({ clock, live }: Pick<Deps, "clock" | "live">): BoardReads {
  const reads = {
    open: createSharedReads<readonly PlacedIncident[]>({ clock, maxEntries: 1, maxAgeMs: JUDGED_MAX_AGE_MS }),
    answers: createSharedReads<Answer>({ clock, maxEntries: MAX_ANSWERS, maxAgeMs: JUDGED_MAX_AGE_MS }),
  };
  live.subscribe("*", () => {
    reads.open.expire();
    reads.answers.expire();
  });
  return reads;
}

export type BoardQuery = {
  /** Its cursor, skip and order are not looked at. */
  readonly filter: IncidentFilter;
  readonly order: BoardOrder;
  readonly offset: number;
};

/** The board from a row on: sections with their counts, one page of rows, facets, freshness. */
export async function readBoard(deps: BoardDeps, query: BoardQuery): Promise<Board> {
  const answer = await deps.boardReads.answers.get(JSON.stringify(query), () => readAnswer(deps, query));
  const upstreams = deps.upstreams.health().map((health) => ({
    upstream: health.upstream,
    state: health.state,
    lastOkMs: health.lastOkAt?.getTime() ?? null,
    failingSinceMs: health.failingSince?.getTime() ?? null,
    reason: health.reason,
  }));
  return { ...answer, upstreams };
}

async function readAnswer(deps: BoardDeps, { filter, order, offset }: BoardQuery): Promise<Answer> {
  const { store, settings, clock } = deps;
  const { cursor: _cursor, skip: _skip, order: _order, limit, ...chosen } = filter;
  const areResolvedShown = !chosen.status || chosen.status.includes("resolved");
  const areOpenShown = INCIDENT_STATUSES.some(
    (one) => one !== "resolved" && (!chosen.status || chosen.status.includes(one)),
  );
  const judged = areOpenShown ? await deps.boardReads.open.get("", () => readOpen(deps)) : [];
  const open = inBoardOrder(judged.filter(isChosenBy(chosen)), order);
  const shownOpen = open.slice(offset, offset + limit);
  const resolvedFilter = {
    ...chosen,
    status: ["resolved"],
    order: order === "severity" ? "severity" : "newest",
  } as const;
  const [openRows, resolved, facets, heartbeats] = await Promise.all([
    shownOpen.length === 0
      ? []
      : inOrderOf(shownOpen, await store.incidents({ ids: shownOpen.map(({ id }) => id), limit })),
    areResolvedShown
      ? store.incidents({
          ...resolvedFilter,
          skip: Math.max(0, offset - open.length),
          limit: Math.max(0, limit - shownOpen.length),
        })
      : { rows: [], total: 0 },
    store.facets({ ...chosen, limit }),
    store.heartbeats(),
  ]);
  const sections = new Map<BoardSection, number>();
  for (const { group } of open) sections.set(sectionOf(group, order), (sections.get(sectionOf(group, order)) ?? 0) + 1);
  if (resolved.total > 0) sections.set("resolved", resolved.total);
  const facet = (rows: readonly { readonly value: string; readonly n: number }[]) => rows.map((row) => ({ ...row }));
  return {
    atMs: clock.now().getTime(),
    order,
    sections: [...sections].map(([section, n]) => ({ section, n })),
    offset,
    incidents: [...openRows, ...resolved.rows].map(incidentToWire),
    facets: {
      status: facet(facets.status),
      severity: facet(facets.severity),
      team: facet(facets.team),
      service: facet(facets.service),
    },
    heartbeats: heartbeats.map(({ name, lastAt }) => ({ name, lastMs: lastAt.getTime() })),
    windowMs: Object.fromEntries(shownOpen.map(({ service }) => [service, settings.recoveryWindowMs(service)])),
  };
}

async function readOpen({ store, settings, clock }: BoardDeps): Promise<readonly PlacedIncident[]> {
  const incidents = await store.openIncidents();
  const now = clock.now();
  const windows = new Map<string, number>();
  const windowOf = (service: string): number => {
    const known = windows.get(service) ?? settings.recoveryWindowMs(service);
    windows.set(service, known);
    return known;
  };
  return incidents.map((incident) => {
    const windowMs = incident.windowMs ?? windowOf(incident.service) ?? DEFAULT_WINDOW_MS;
    const { group, phase } = boardNeedOf({ incident, now, windowMs });
    return { ...incident, group, phase: phase?.name ?? null };
  });
}

/** The same choice as the store makes among resolved ones. */
function isChosenBy(chosen: Omit<IncidentFilter, "limit">): (incident: OpenIncident) => boolean {
  const among = (values: readonly string[] | undefined, value: string) => !values || values.includes(value);
  const text = chosen.search?.toLowerCase();
  const number = chosen.search === undefined ? null : /^#?(\d{1,9})$/.exec(chosen.search)?.[1];
  return (incident) =>
    among(chosen.status, incident.status) &&
    among(chosen.severity, incident.severity) &&
    among(chosen.team, incident.team) &&
    among(chosen.service, incident.service) &&
    (!chosen.from || incident.detectedAt >= chosen.from) &&
    (!chosen.to || incident.detectedAt < chosen.to) &&
    (text === undefined ||
      incident.title.toLowerCase().includes(text) ||
      [incident.service, ...incident.services].some((service) => service.toLowerCase().includes(text)) ||
      incident.number === Number(number ?? Number.NaN));
}

/** One that was resolved since it was placed is read resolved, and keeps its place until the next answer. */
function inOrderOf(
  placed: readonly { readonly id: string }[],
  { rows }: { readonly rows: readonly IncidentRow[] },
): readonly IncidentRow[] {
  const byId = new Map(rows.map((row) => [row.incident.id, row]));
  return placed.flatMap(({ id }) => byId.get(id) ?? []);
}
