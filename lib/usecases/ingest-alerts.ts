import type { AlertSignal } from "@/lib/domain/alert";
import type { EpisodeState } from "@/lib/domain/dedupe";
import { alertKeyOf, type LedgerEntry, ledgerOf } from "@/lib/domain/episode-ledger";
import {
  groupingKeyOf,
  lockKeyOf,
  NEIGHBOUR_WINDOW_MS,
  neighboursOf,
  RECURRENCE_WINDOW_MS,
  UNASSIGNED,
} from "@/lib/domain/grouping";
import { IncidentLedger } from "@/lib/domain/incident-ledger";
import { isHeartbeat } from "@/lib/domain/severity-of-alert";
import { isAppError } from "@/lib/errors";
import type {
  Deps,
  IntakeIncident,
  IntakeStore,
  IntakeTransaction,
  NewJob,
  NormalisedDelivery,
  PackedBody,
  RejectedAlert,
} from "@/lib/ports";

/** One webhook body on its way into the database. `packed` may still be under way. */
export type Delivery = Omit<NormalisedDelivery, "body"> & {
  readonly id: string;
  readonly source: string;
  readonly packed: PackedBody | Promise<PackedBody>;
};

/** accepted + duplicates + ignored + rejected = alerts of the body. At most 100 incidents are listed. */
export type IngestAnswer = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly ignored: number;
  readonly rejected: readonly RejectedAlert[];
  readonly incidents: readonly { readonly id: string; readonly number: number; readonly created: boolean }[];
  readonly incidentsTotal: number;
};

export type IngestDeps = Pick<Deps, "ids"> & {
  readonly intake: IntakeStore;
  readonly catalogue: Pick<Deps["catalogue"], "service" | "discover">;
  readonly callGraph: Pick<Deps["callGraph"], "edges">;
  readonly settings: Pick<Deps["settings"], "diagnosisDelayMs">;
};

const LISTED_INCIDENTS = 100;
const ATTEMPTS = 4;

/**
 * Stores deliveries, their episodes and incidents in one transaction and answers one summary per delivery, in order.
 * Doing it again with the same deliveries changes nothing. Throws unavailable when it cannot be made durable.
 */
export async function ingestAlerts(deps: IngestDeps, deliveries: readonly Delivery[]): Promise<IngestAnswer[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answers = await deps.intake.transaction((tx) => new Batch(deps, tx, deliveries).ingest());
      deps.catalogue.discover(servicesOf(deliveries));
      return answers;
    } catch (error) {
      // Somebody opened the same incident or stored the same episode meanwhile: from a fresh look it is a known one.
      if (!isAppError(error) || error.code !== "conflict" || attempt >= ATTEMPTS) throw error;
    }
  }
}

function servicesOf(deliveries: readonly Delivery[]): readonly string[] {
  const names = new Set(deliveries.flatMap(({ signals }) => signals.map(({ service }) => service)));
  names.delete(UNASSIGNED);
  return [...names];
}

class Batch {
  private readonly incidents: IncidentLedger;

  constructor(
    private readonly deps: IngestDeps,
    private readonly tx: IntakeTransaction,
    private readonly deliveries: readonly Delivery[],
  ) {
    this.incidents = new IncidentLedger({
      now: tx.now,
      newId: deps.ids.next,
      edges: deps.callGraph.edges(),
      tierOf: (service) => deps.catalogue.service(service).tier,
    });
  }

  async ingest(): Promise<IngestAnswer[]> {
    const { tx, deliveries, deps } = this;
    const signals = deliveries.flatMap((delivery) => delivery.signals);
    const known = new Map<string, EpisodeState[]>();
    if (signals.length > 0) {
      await tx.lock([...new Set(signals.map(lockKeyOf))]);
      for (const episode of await tx.knownEpisodes(signals)) {
        const key = alertKeyOf(episode);
        known.set(key, [...(known.get(key) ?? []), episode]);
      }
    }
    const ledger = ledgerOf(
      deliveries.map((delivery) => delivery.signals),
      { known, receivedAt: tx.now, newId: deps.ids.next },
    );
    for (const episode of [...known.values()].flat()) {
      if (episode.incidentId !== null) this.incidents.incidentOfEpisode.set(episode.id, episode.incidentId);
    }
    await this.loadIncidents(ledger.entries, known);
    this.incidents.record(ledger.entries, deliveries);
    await this.writeIncidents();
    await tx.insertEpisodes(
      ledger.inserts.map(({ episode, signal, deliveryIndex }) => ({
        episode: { ...episode, incidentId: this.incidents.incidentOfEpisode.get(episode.id) ?? null },
        signal,
        deliveryId: deliveries[deliveryIndex]?.id ?? "",
      })),
    );
    await tx.updateEpisodes(ledger.updates);
    await tx.beat([...new Set(signals.filter(isLifeSign).map(({ alertname }) => alertname))]);
    await tx.addJobs(this.jobs());
    const answers = this.answers(ledger.entries);
    await this.writeDeliveries(answers);
    return answers.map(({ incidents, ...answer }) => ({
      ...answer,
      incidents: incidents.slice(0, LISTED_INCIDENTS),
      incidentsTotal: incidents.length,
    }));
  }

  /** Reads and locks what the entries may touch: incidents of their episodes, open ones of their keys, neighbours, resolved ones. */
  private async loadIncidents(
    entries: readonly LedgerEntry[],
    known: ReadonlyMap<string, readonly EpisodeState[]>,
  ): Promise<void> {
    const { tx, deps } = this;
    const opening = entries.filter(({ decision, signal }) => decision.kind === "opened" && signal.severity !== null);
    const ids = new Set(entries.flatMap(({ decision }) => decision.episode.incidentId ?? []));
    // An alert follows its own past: where people moved its last episode while that is open. Those without a service share no
    // place, so only their past tells what they repeat.
    for (const { signal } of opening) {
      const past = [...(known.get(alertKeyOf(signal)) ?? [])].sort(
        (a, b) => b.startsAt.getTime() - a.startsAt.getTime(),
      );
      const asked = signal.service === UNASSIGNED ? past : past.slice(0, 1);
      for (const { incidentId } of asked) if (incidentId) ids.add(incidentId);
    }
    const byKey = new Map(opening.map(({ signal }) => [groupingKeyOf(signal), signal]));
    if (ids.size === 0 && byKey.size === 0) return;
    const loaded = [...(await tx.lockIncidents({ ids: [...ids], openKeys: [...byKey.keys()] }))];
    const isOpen = new Set(loaded.map(({ openKey }) => openKey));
    const withoutOwn = [...byKey].filter(([key]) => !isOpen.has(key)).map(([, signal]) => signal);
    const homes = await this.loadHomes(withoutOwn);
    loaded.push(...homes.values());
    const fresh = withoutOwn.filter((signal) => !homes.has(groupingKeyOf(signal)));
    const edges = deps.callGraph.edges();
    const nearby = fresh.filter(({ service }) => neighboursOf(service, edges).length > 0);
    if (nearby.length > 0) {
      loaded.push(...(await tx.lockRecent(nearby, new Date(tx.now.getTime() - NEIGHBOUR_WINDOW_MS))));
    }
    for (const { incident, number, openKey } of loaded) {
      this.incidents.know(incident, number, openKey);
    }
    for (const [key, { incident }] of homes) this.incidents.belongsTo(key, incident);
    for (const { signal } of opening) this.follow(signal, known.get(alertKeyOf(signal)) ?? [], loaded);
    await this.loadRecurrences(fresh);
    for (const signal of fresh.filter(({ service }) => service === UNASSIGNED)) {
      const past = (known.get(alertKeyOf(signal)) ?? []).map(({ incidentId }) => incidentId);
      const before = loaded.find(({ incident }) => past.includes(incident.id) && this.isRecent(incident.resolvedAt));
      if (before) this.incidents.recurs(groupingKeyOf(signal), before.incident.id);
    }
  }

  /** The newest episode's incident, when it is open, gets the alert's next one too. */
  private follow(signal: AlertSignal, past: readonly EpisodeState[], loaded: readonly IntakeIncident[]): void {
    const last = past.reduce<EpisodeState | null>((a, b) => (a === null || b.startsAt > a.startsAt ? b : a), null);
    const home = loaded.find(({ incident }) => incident.id === last?.incidentId);
    if (home && home.incident.status !== "resolved") this.incidents.follows(alertKeyOf(signal), home.incident);
  }

  /** By key: the open incident that the place's last one was merged into. */
  private async loadHomes(signals: readonly AlertSignal[]): Promise<ReadonlyMap<string, IntakeIncident>> {
    const placed = signals.filter(({ service }) => service !== UNASSIGNED);
    if (placed.length === 0) return new Map();
    const homes = await this.tx.homesOf(placed);
    return new Map(homes.map(({ home, ...place }) => [groupingKeyOf({ ...place, alertname: "" }), home]));
  }

  private isRecent(resolvedAt: Date | null): boolean {
    return resolvedAt !== null && this.tx.now.getTime() - resolvedAt.getTime() <= RECURRENCE_WINDOW_MS;
  }

  private async loadRecurrences(fresh: readonly AlertSignal[]): Promise<void> {
    const placed = fresh.filter(({ service }) => service !== UNASSIGNED);
    if (placed.length === 0) return;
    const since = new Date(this.tx.now.getTime() - RECURRENCE_WINDOW_MS);
    for (const { id, ...place } of await this.tx.lastResolved(placed, since)) {
      this.incidents.recurs(groupingKeyOf({ ...place, alertname: "" }), id);
    }
  }

  private async writeIncidents(): Promise<void> {
    const changed = [...this.incidents.touched.values()].filter(({ events }) => events.length > 0);
    const made = changed.filter(({ createdBy }) => createdBy !== null);
    const rows = made.map(({ id, openKey, events }) => ({ id, openKey: openKey ?? "", events }));
    if (rows.length > 0) {
      for (const { incident, number } of await this.tx.createIncidents(rows)) {
        const touched = this.incidents.touched.get(incident.id);
        if (touched) touched.number = number;
      }
    }
    const grown = changed.filter(({ createdBy }) => createdBy === null);
    if (grown.length > 0) await this.tx.append(grown.map(({ id, events }) => ({ incidentId: id, events })));
  }

  private jobs(): NewJob[] {
    const diagnoseAt = new Date(this.tx.now.getTime() + this.deps.settings.diagnosisDelayMs());
    return [...this.incidents.touched.values()].flatMap((incident): NewJob[] => {
      if (incident.events.length === 0) return [];
      const payload = { incidentId: incident.id };
      const opening: NewJob[] =
        incident.createdBy === null
          ? []
          : [
              { name: "diagnose-incident", payload, key: `diagnose:${incident.id}`, runAt: diagnoseAt },
              { name: "watch-incident", payload, key: `watch:${incident.id}` },
            ];
      const isCleared = incident.firing <= 0 && !incident.isResolved;
      return isCleared
        ? [...opening, { name: "verify-recovery", payload, key: `verify-recovery:${incident.id}` }]
        : opening;
    });
  }

  private answers(entries: readonly LedgerEntry[]) {
    const counted = this.deliveries.map(({ rejected }) => ({ accepted: 0, duplicates: 0, ignored: 0, rejected }));
    const incidents = this.deliveries.map(() => new Set<string>());
    for (const { deliveryIndex, signal, decision } of entries) {
      const count = counted[deliveryIndex];
      if (count === undefined) continue;
      if (signal.severity === null) count.ignored += 1;
      else if (decision.kind === "duplicate" || decision.kind === "continued") count.duplicates += 1;
      else count.accepted += 1;
      const incidentId = this.incidents.incidentOfEpisode.get(decision.episode.id);
      if (incidentId !== undefined) incidents[deliveryIndex]?.add(incidentId);
    }
    return counted.map((count, index) => ({
      ...count,
      incidents: [...(incidents[index] ?? [])].map((id) => {
        const touched = this.incidents.touched.get(id);
        return { id, number: touched?.number ?? 0, created: touched?.createdBy === index };
      }),
    }));
  }

  private async writeDeliveries(answers: ReturnType<Batch["answers"]>): Promise<void> {
    const rows = [];
    for (const [index, { id, source, packed, replacedChars, truncatedAlerts }] of this.deliveries.entries()) {
      const answer = answers[index];
      if (answer === undefined) continue;
      const { incidents, ...counts } = answer;
      const incidentIds = incidents.map((incident) => incident.id);
      rows.push({ id, source, packed: await packed, replacedChars, truncatedAlerts, ...counts, incidentIds });
    }
    await this.tx.saveDeliveries(rows);
  }
}

/** A firing heartbeat proves that the path from Prometheus to here works. */
function isLifeSign({ alertname, status }: AlertSignal): boolean {
  return status === "firing" && isHeartbeat(alertname);
}
