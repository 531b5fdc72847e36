import type { LogReportWire, RoomLogs } from "@/lib/contracts/room-logs";
import type { Incident } from "@/lib/domain/incident";
import type { WorkloadLogs } from "@/lib/domain/logs/log-lines";
import { logReportOf } from "@/lib/domain/logs/log-report";
import type { Measured } from "@/lib/domain/upstream";
import type { CallOptions, Deps } from "@/lib/ports";
import { EMPTY_MEMORY, type PanelMemory, panelOf, remember } from "./room-panels";
import { settledWithin } from "./settled-within";

/** Readings by incident, and where the services' Deployments are. Made once by the wiring. */
export type LogsCache = {
  readonly entries: Map<string, Entry>;
  places: { readonly atMs: number; readonly of: ReadonlyMap<string, Place> } | null;
};

export type LogsDeps = Pick<Deps, "clock" | "logs" | "cluster" | "catalogue"> & { readonly cache: LogsCache };

type Place = { readonly namespace: string; readonly name: string };
type Entry = { memory: PanelMemory<LogReportWire>; refresh: Promise<void> | null; startedMs: number; askedMs: number };

export const LOG_WINDOW_MS = 5 * 60_000;
/** No log is read more often than this, whoever asks. */
export const LOGS_FRESH_MS = 5_000;
const FIRST_WAIT_MS = 2_000;
const LATER_WAIT_MS = 250;
const MAX_SERVICES = 3;
const PLACES_FRESH_MS = 60_000;
const MAX_ENTRIES = 200;
const FORGET_MS = 10 * 60_000;
const READ: CallOptions = { timeoutMs: 2_000 };
const FIND: CallOptions = { timeoutMs: 1_000 };

export function createLogsCache(): LogsCache {
  return { entries: new Map(), places: null };
}

/**
 * Panic, error and timeout lines of the pods of an incident's services: one reading at a time, shared by all who ask, at most every 5 s. The
 * first answer waits up to 2 s for it; later ones show the last reading with its age. At most three services are read, the primary one
 * first; the others are named.
 */
export async function roomLogs(deps: LogsDeps, { incident }: { readonly incident: Incident }): Promise<RoomLogs> {
  const entry = startReading(deps, incident);
  if (entry.refresh !== null) {
    await settledWithin(entry.refresh, entry.memory.good === null ? FIRST_WAIT_MS : LATER_WAIT_MS);
  }
  return panelOf(entry.memory);
}

/** The incident's entry, with a reading under way unless the last one is fresh. */
function startReading(deps: LogsDeps, incident: Incident): Entry {
  const nowMs = deps.clock.now().getTime();
  const entry = entryOf(deps.cache, incident.id, nowMs);
  if (entry.refresh === null && nowMs - entry.startedMs >= LOGS_FRESH_MS) {
    entry.startedMs = nowMs;
    entry.refresh = read(deps, incident)
      .then((measured) => {
        entry.memory = remember(entry.memory, measured, (report) => report);
      })
      .finally(() => {
        entry.refresh = null;
      });
    // Whoever waits below gets the error; when nobody does any more, the next reading tells.
    entry.refresh.catch(() => undefined);
  }
  return entry;
}

/** Starts a reading for a room that is being opened, so that it is there when the room asks. Waits for nothing. */
export function warmLogs(deps: LogsDeps, incident: Incident): void {
  startReading(deps, incident);
}

function entryOf({ entries }: LogsCache, id: string, nowMs: number): Entry {
  const known = entries.get(id);
  if (known !== undefined) {
    known.askedMs = nowMs;
    return known;
  }
  for (const [other, { askedMs, refresh }] of entries) {
    if (refresh === null && (nowMs - askedMs > FORGET_MS || entries.size >= MAX_ENTRIES)) entries.delete(other);
  }
  const entry: Entry = { memory: EMPTY_MEMORY, refresh: null, startedMs: Number.NEGATIVE_INFINITY, askedMs: nowMs };
  entries.set(id, entry);
  return entry;
}

type Unread = LogReportWire["servicesUnread"][number];

async function read(deps: LogsDeps, incident: Incident): Promise<Measured<LogReportWire>> {
  const now = deps.clock.now();
  const from = new Date(now.getTime() - LOG_WINDOW_MS);
  const services = [...new Set([incident.service, ...incident.services])];
  const places = await placesOf(deps, services.slice(0, MAX_SERVICES));
  const servicesUnread: Unread[] = services.slice(MAX_SERVICES).map((service) => ({ service, reason: "left_out" }));
  const readings = await Promise.all(
    services.slice(0, MAX_SERVICES).map(async (service) => {
      const place = places.get(service);
      return { service, answer: place === undefined ? null : await deps.logs.workloadLogs(place, from, READ) };
    }),
  );
  const workloads: { service: string; logs: WorkloadLogs }[] = [];
  let gap: Extract<Measured<never>, { ok: false }> | null = null;
  let query = "pods/log";
  for (const { service, answer } of readings) {
    if (answer === null) servicesUnread.push({ service, reason: "no_workload" });
    else if (!answer.ok) {
      gap ??= answer;
      servicesUnread.push({ service, reason: answer.reason });
    } else if (answer.value === null) servicesUnread.push({ service, reason: "no_workload" });
    else {
      workloads.push({ service, logs: answer.value });
      query = answer.query;
    }
  }
  // One that answers shows what it has; the others are named in it.
  if (workloads.length === 0) {
    return (
      gap ?? { ok: false, source: "kubernetes", reason: "no_data", at: now, query: `Deployment of ${incident.service}` }
    );
  }
  const report = logReportOf(workloads, { nowMs: now.getTime(), windowMs: LOG_WINDOW_MS });
  return { ok: true, value: wireOf(report, servicesUnread), at: now, query, n: report.linesRead };
}

/** Where the Deployments of services are: the catalogue's word, else what discovery finds under that name, asked at most once a minute. */
async function placesOf(
  { catalogue, cluster, clock, cache }: LogsDeps,
  services: readonly string[],
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  const unknown: string[] = [];
  for (const service of services) {
    const { workload } = catalogue.service(service);
    if (workload === null) unknown.push(service);
    else places.set(service, { namespace: workload.namespace, name: workload.deployment });
  }
  if (unknown.length === 0) return places;
  const nowMs = clock.now().getTime();
  if (cache.places === null || nowMs - cache.places.atMs >= PLACES_FRESH_MS) {
    const found = await cluster.workloads(FIND);
    if (found.ok) {
      const byService = found.value.map(({ service, namespace, name }) => [service, { namespace, name }] as const);
      cache.places = { atMs: nowMs, of: new Map(byService) };
    }
  }
  for (const service of unknown) {
    const place = cache.places?.of.get(service);
    if (place !== undefined) places.set(service, place);
  }
  return places;
}

function wireOf(report: ReturnType<typeof logReportOf>, servicesUnread: Unread[]): LogReportWire {
  return {
    ...report,
    pods: report.pods.map((pod) => ({ ...pod })),
    groups: report.groups.map(({ pods, lines, ...group }) => ({
      ...group,
      pods: pods.map((pod) => ({ ...pod })),
      lines: lines.map((line) => ({ ...line })),
    })),
    n: { ...report.n },
    unread: report.unread.map((one) => ({ ...one })),
    servicesUnread,
  };
}
