import { FIREBREAK, KUBERNETES } from "@/lib/domain/actor";
import { breakerTransitions } from "@/lib/domain/breaker-transitions";
import type { Change } from "@/lib/domain/change";
import { changeOfRevision, distinctChanges, untoldRevisions } from "@/lib/domain/diagnosis/change-history";
import type { NewEvent, TimelineEvent } from "@/lib/domain/events";
import type { Incident } from "@/lib/domain/incident";
import type { Deps, NewJob } from "@/lib/ports";

type WatchDeps = Pick<Deps, "clock" | "ids" | "store" | "metrics" | "cluster" | "catalogue" | "settings">;

const TICK_MS = 5_000;
const CALL = { timeoutMs: 2_000 };
/** Changes this long before detection belong to the story. */
const CHANGES_BACK_MS = 15 * 60_000;
/** Evidence grows during the first half minute: look again twice, then only when something changes. */
const LOOK_AGAIN_MS = [10_000, 30_000];
const DIAGNOSE_EVERY_MS = 30_000;

/**
 * One look at the surroundings of an unresolved incident: notes breaker transitions and new changes as events, asks for a new diagnosis when
 * evidence changed, and asks to be woken again. `round` counts the looks. Answers false once the incident is resolved or gone.
 */
export async function watchIncident(
  deps: WatchDeps,
  { incidentId, round }: { readonly incidentId: string; readonly round: number },
): Promise<boolean> {
  const { clock, store, metrics, catalogue } = deps;
  const row = await store.incident(incidentId);
  if (row === null || row.incident.status === "resolved") return false;
  const { incident } = row;
  const now = clock.now();
  const names = [...new Set([...incident.services, ...catalogue.services().map(({ name }) => name)])];
  const [events, breakers, { changes, seen }] = await Promise.all([
    store.events(incident.id),
    metrics.breakers(
      names.map((name) => catalogue.service(name)),
      now,
      CALL,
    ),
    newChanges(deps, incident, now),
  ]);
  const transitions = breakers.ok ? breakerTransitions(events, breakers.value.breakers, now) : [];
  const untold = unmentioned(changes, events);

  return store.transaction(async (tx) => {
    const locked = await tx.lockIncident(incident.id);
    if (locked === null || locked.incident.status === "resolved") return false;
    // Another watcher may have told it between the look and the lock.
    const isFresh = locked.incident.lastSeq === incident.lastSeq;
    const toTell: NewEvent[] = [];
    for (const change of isFresh ? untold : []) {
      // Seen by another incident's watcher at the same moment: its record will be found at the next look.
      const isOurs = change.source !== "cluster" || !seen.has(change.id) || (await tx.saveChange(change));
      if (isOurs) toTell.push(changeSeen(change));
    }
    for (const { at, data } of isFresh ? transitions : []) {
      toTell.push({ kind: "breaker_changed", at, actor: FIREBREAK, data });
    }
    if (toTell.length > 0) await tx.append(incident.id, toTell);
    for (const job of jobsAfter(locked.incident, {
      now,
      round,
      hasNews: toTell.length > 0,
      delayMs: deps.settings.diagnosisDelayMs(),
    })) {
      await tx.addJob(job);
    }
    return true;
  });
}

/** Changes told or seen since shortly before detection, each once; `seen` = those that are not stored yet. */
async function newChanges(
  deps: WatchDeps,
  incident: Incident,
  now: Date,
): Promise<{ readonly changes: readonly Change[]; readonly seen: ReadonlySet<string> }> {
  const since = new Date(incident.detectedAt.getTime() - CHANGES_BACK_MS);
  const [told, revisions] = await Promise.all([
    deps.store.changes({ from: since, to: now }),
    deps.cluster.workloads(CALL),
  ]);
  const seen = untoldRevisions(revisions.ok ? revisions.value : [], { told, since }).map((revision) =>
    changeOfRevision(revision, { id: deps.ids.next(), environment: incident.environment }),
  );
  return {
    changes: distinctChanges([...told, ...seen], incident.environment),
    seen: new Set(seen.map(({ id }) => id)),
  };
}

function unmentioned(changes: readonly Change[], events: readonly TimelineEvent[]): readonly Change[] {
  const told = new Set(events.flatMap((event) => (event.kind === "change_seen" ? [event.data.changeId] : [])));
  return changes.filter(({ id }) => !told.has(id));
}

function changeSeen({ id, kind, service, version, commit, summary, at, source }: Change): NewEvent {
  return {
    kind: "change_seen",
    at,
    actor: source === "cluster" ? KUBERNETES : FIREBREAK,
    data: { changeId: id, kind, service, version, commit, summary },
  };
}

function jobsAfter(
  incident: Incident,
  {
    now,
    round,
    hasNews,
    delayMs,
  }: { readonly now: Date; readonly round: number; readonly hasNews: boolean; readonly delayMs: number },
): readonly NewJob[] {
  const { id } = incident;
  const diagnose = (why: string, runAtMs: number): NewJob => ({
    name: "diagnose-incident",
    payload: { incidentId: id },
    key: `diagnose:${id}:${why}`,
    runAt: new Date(runAtMs),
  });
  const again =
    round === 0
      ? LOOK_AGAIN_MS.map((afterMs) => diagnose(`+${afterMs}`, incident.openedAt.getTime() + delayMs + afterMs))
      : [];
  const lastMs = incident.diagnosis?.at.getTime() ?? 0;
  const news =
    hasNews && round > 0 && incident.status === "open"
      ? [diagnose("news", Math.max(now.getTime(), lastMs + DIAGNOSE_EVERY_MS))]
      : [];
  return [
    ...again,
    ...news,
    {
      name: "watch-incident",
      payload: { incidentId: id, round: String(round + 1) },
      key: `watch:${id}`,
      runAt: new Date(now.getTime() + TICK_MS),
    },
  ];
}
