import { createHash } from "node:crypto";
import { eventToWire } from "@/lib/contracts/events";
import { incidentToWire } from "@/lib/contracts/incident";
import { FIREBREAK } from "@/lib/domain/actor";
import { ganttOfIncident } from "@/lib/domain/mermaid/incident-gantt";
import { sequenceDiagram } from "@/lib/domain/mermaid/sequence";
import { draftPostmortem } from "@/lib/domain/postmortem";
import type { ProtectionPicture } from "@/lib/domain/protection";
import { gridOf } from "@/lib/domain/series";
import { latencyObjectiveMs } from "@/lib/domain/service";
import { MANIFEST_PATH, type SnapshotGap, type SnapshotManifest } from "@/lib/domain/snapshot";
import { timelineMarkdown } from "@/lib/domain/timeline-text";
import type { Measured } from "@/lib/domain/upstream";
import type { Deps } from "@/lib/ports";

const BEFORE_MS = 10 * 60_000;
const AFTER_MS = 2 * 60_000;
const TIMEOUT_MS = 15_000;
const TRACE_LIMIT = 50;
const EPISODE_LIMIT = 20_000;
const DELIVERY_LIMIT = 200;

type SealDeps = Pick<Deps, "store" | "clock" | "metrics" | "traces" | "catalogue" | "archiver">;

/**
 * Collects everything known of an incident into one archive with a manifest and seals it: the digest is the SHA-256 of the archive.
 * A part that cannot be had is a gap in the manifest, never fatal. Repeating it for a sealed snapshot does nothing.
 */
export async function sealSnapshot(deps: SealDeps, { snapshotId }: { snapshotId: string }): Promise<void> {
  const { store, clock, archiver } = deps;
  const found = await store.snapshot(snapshotId);
  if (found === null || found.row.status === "sealed") return;
  const collected = await collect(deps, found.row.incidentId, snapshotId);
  if (collected === null) return;
  const archive = archiver.pack(collected);
  const sha256 = hashOf(archive);
  await store.transaction(async (tx) => {
    if ((await tx.lockIncident(found.row.incidentId)) === null) return;
    await tx.saveSnapshot({ ...found.row, status: "sealed", sha256, bytes: archive.byteLength }, archive);
    await tx.append(found.row.incidentId, [
      {
        kind: "snapshot_sealed",
        at: clock.now(),
        actor: FIREBREAK,
        data: { snapshotId, sha256, bytes: archive.byteLength },
      },
    ]);
  });
}

async function collect(
  deps: SealDeps,
  incidentId: string,
  snapshotId: string,
): Promise<Map<string, Uint8Array> | null> {
  const { store, clock } = deps;
  const row = await store.incident(incidentId);
  if (row === null) return null;
  const { incident, number } = row;
  const now = clock.now();
  const from = new Date(
    Math.min(incident.detectedAt.getTime(), incident.impactStartAt?.getTime() ?? Number.POSITIVE_INFINITY) - BEFORE_MS,
  );
  const to = new Date(Math.min(now.getTime(), (incident.resolvedAt?.getTime() ?? now.getTime()) + AFTER_MS));

  const files = new Map<string, Uint8Array>();
  const text = (path: string, content: string) => files.set(path, new TextEncoder().encode(content));
  const json = (path: string, value: unknown) => text(path, `${JSON.stringify(value, null, 2)}\n`);

  const [events, episodes, evidence, diagnosis, mitigations, changes, deliveries] = await Promise.all([
    store.events(incidentId),
    store.episodes(incidentId, EPISODE_LIMIT),
    store.evidence(incidentId),
    store.diagnosis(incidentId),
    store.mitigations(incidentId),
    store.changes({ from, to }),
    store.deliveries(incidentId, DELIVERY_LIMIT),
  ]);
  json("incident.json", incidentToWire(row));
  json("events.json", events.map(eventToWire));
  json("alerts.json", { total: episodes.total, alerts: episodes.rows });
  json("evidence.json", evidence);
  json("diagnosis.json", diagnosis);
  json("mitigations.json", mitigations);
  json("changes.json", changes);
  for (const delivery of deliveries) text(`deliveries/${delivery.id}.json`, delivery.body);

  const title = `#${number} ${incident.title}`;
  text("diagrams/sequence.mmd", sequenceDiagram(events, { title }));
  text("diagrams/gantt.mmd", ganttOfIncident(events, { title, now }));
  text("timeline.md", timelineMarkdown(events, { title }));
  text("postmortem.md", draftPostmortem({ incident, number, events, diagnosis, now }));

  const measured = await measure(deps, { service: incident.service, from, to });
  for (const part of measured) if (part.measured.ok) json(part.path, part.measured.value);
  const gaps: SnapshotGap[] = measured.flatMap(({ path, measured: m }) =>
    m.ok ? [] : [{ part: path, source: m.source, reason: m.reason }],
  );
  if (episodes.total > episodes.rows.length) {
    gaps.push({ part: "alerts.json", source: "store", reason: `first ${episodes.rows.length} of ${episodes.total}` });
  }

  const manifest: SnapshotManifest = {
    format: "firebreak-snapshot",
    version: 1,
    snapshotId,
    incident: { id: incident.id, number, title: incident.title, lastSeq: incident.lastSeq },
    createdAt: now.toISOString(),
    range: { from: from.toISOString(), to: to.toISOString() },
    queries: measured.map(({ path, measured: m }) => ({ part: path, query: m.query })),
    gaps,
    files: [...files.entries()]
      .map(([path, bytes]) => ({ path, sha256: hashOf(bytes), bytes: bytes.byteLength }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  json(MANIFEST_PATH, manifest);
  return files;
}

type Part = { readonly path: string; readonly measured: Measured<unknown> };

async function measure(
  { metrics, traces, catalogue }: SealDeps,
  { service: name, from, to }: { service: string; from: Date; to: Date },
): Promise<readonly Part[]> {
  const service = catalogue.service(name);
  const grid = gridOf(from.getTime(), to.getTime(), 1_000);
  const options = { timeoutMs: TIMEOUT_MS };
  const search = { service: service.traces.service, from, to, limit: TRACE_LIMIT };
  const [latency, signals, windows, guards, slow, failed] = await Promise.all([
    metrics.latencyHistogram(service, grid, options),
    metrics.signals(service, grid, options),
    metrics.windows(catalogue.services(), from, to, options),
    metrics.breakers(catalogue.services(), to, options),
    traces.search({ ...search, minDurationMs: latencyObjectiveMs(service) }, options),
    traces.search({ ...search, attributes: { error: "true" } }, options),
  ]);
  return [
    { path: "metrics/latency.json", measured: latency },
    { path: "metrics/signals.json", measured: signals },
    { path: "metrics/windows.json", measured: windows },
    { path: "metrics/breakers.json", measured: guards.ok ? { ...guards, value: guards.value.breakers } : guards },
    { path: "metrics/guards.json", measured: guards.ok ? { ...guards, value: otherSignals(guards.value) } : guards },
    { path: "traces/slow.json", measured: slow },
    { path: "traces/failed.json", measured: failed },
  ];
}

/** What guards calls and is not a breaker. */
function otherSignals({ limits, ejections, shedding, targets, silent }: ProtectionPicture) {
  return { limits, ejections, shedding, targets, silent };
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
