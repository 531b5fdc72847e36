import { createHash } from "node:crypto";
import { FIREBREAK } from "@/lib/domain/actor";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { Diagnosis, EvidenceItem } from "@/lib/domain/cause";
import { changeOfRevision, distinctChanges, untoldRevisions } from "@/lib/domain/diagnosis/change-history";
import type { DiagnosisFacts, Fact } from "@/lib/domain/diagnosis/facts";
import { isSameDiagnosis, servicesToSplit, windowsToCompare } from "@/lib/domain/diagnosis/plan";
import { type Ranking, rankHypotheses } from "@/lib/domain/diagnosis/rank";
import type { Incident } from "@/lib/domain/incident";
import type { Grid } from "@/lib/domain/series";
import { latencyObjectiveMs, type Service } from "@/lib/domain/service";
import type { Trace, TraceSearch } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import { AppError } from "@/lib/errors";
import type { Deps, StoredEvidence } from "@/lib/ports";

type DiagnoseDeps = Pick<
  Deps,
  "clock" | "ids" | "store" | "metrics" | "traces" | "cluster" | "catalogue" | "callGraph" | "settings"
>;

const DEADLINE_MS = 15_000;
const MIN_CALL_MS = 1_000;
const CHANGES_BACK_MS = 2 * 60 * 60_000;
const SERIES_STEP_MS = 5_000;
const SERIES_BACK_MS = 20 * 60_000;
const SERIES_ON_MS = 5 * 60_000;
const MAX_SERVICES = 40;
const NORMAL_TRACES = 50;
const CURRENT_TRACES = 80;
const FAILED_TRACES = 30;
/** Attributes that the rules read; the others stay in the trace store. */
const KEPT_ATTRIBUTES = ["peer.service", "error.type", "http.response.status_code", "db.system", "rpc.system"];

/**
 * Gathers evidence (at most 12 upstream queries in 15 s, each a value or a stated gap), stores it, ranks causes over what was stored and
 * appends `diagnosed` when the reading differs from the last one. Only an open incident is diagnosed: afterwards the mitigation itself is the change.
 * Answers the diagnosis, or null when there was nothing to do. Throws not_found.
 */
export async function diagnoseIncident(
  deps: DiagnoseDeps,
  { incidentId }: { readonly incidentId: string },
): Promise<Diagnosis | null> {
  const { clock, ids, store } = deps;
  const row = await store.incident(incidentId);
  if (row === null) throw new AppError("not_found", "No such incident.");
  const { incident } = row;
  if (incident.status !== "open") return null;

  const startedAt = clock.now();
  const gathering = new Gathering(deps, incident.id, startedAt);
  const facts = await gatherFacts(deps, incident, gathering);
  await store.transaction((tx) => tx.saveEvidence(gathering.rows));

  const ranking = rankHypotheses(facts);
  const previous = await store.diagnosis(incident.id);
  const at = clock.now();
  const diagnosis: Diagnosis = {
    ...ranking,
    id: ids.next(),
    at,
    durationMs: at.getTime() - startedAt.getTime(),
    hypotheses: ranking.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      id: idOf(hypothesis, previous) ?? ids.next(),
    })),
    gaps: gathering.gaps,
  };
  if (previous !== null && isSameDiagnosis(previous, diagnosis)) return null;
  return store.transaction(async (tx) => {
    const locked = await tx.lockIncident(incident.id);
    if (locked === null || locked.incident.status === "resolved") return null;
    await tx.saveDiagnosis(incident.id, diagnosis);
    await tx.append(incident.id, [
      {
        kind: "diagnosed",
        at,
        actor: FIREBREAK,
        data: {
          diagnosisId: diagnosis.id,
          durationMs: diagnosis.durationMs,
          hypotheses: diagnosis.hypotheses.map(({ id, rank, cause, version, confidence, mitigation }) => ({
            id,
            rank,
            cause,
            version,
            confidence,
            mitigation,
          })),
          classes: diagnosis.classes,
          onsetAt: diagnosis.onsetAt?.toISOString() ?? null,
          isInsufficient: diagnosis.isInsufficient,
          gaps: [...new Set(diagnosis.gaps.map(({ source }) => source))],
        },
      },
    ]);
    return diagnosis;
  });
}

/** A cause that was named before keeps its id, so that a verdict on it stays its verdict. */
function idOf(hypothesis: Ranking["hypotheses"][number], previous: Diagnosis | null): string | null {
  const same = previous?.hypotheses.find(
    ({ cause, version }) =>
      cause.service === hypothesis.cause.service &&
      cause.trigger === hypothesis.cause.trigger &&
      version === hypothesis.version,
  );
  return same?.id ?? null;
}

async function gatherFacts(deps: DiagnoseDeps, incident: Incident, gathering: Gathering): Promise<DiagnosisFacts> {
  const { clock, metrics, traces, cluster, catalogue, callGraph } = deps;
  const service = catalogue.service(incident.service);
  const now = clock.now();
  const firstAlertAt = incident.detectedAt;
  const since = new Date(firstAlertAt.getTime() - CHANGES_BACK_MS);

  const wide = seriesGrid(firstAlertAt, now);
  const services = knownServices(deps, incident);
  const [signals, told, revisions, breakers] = await Promise.all([
    metrics.signals(service, wide, gathering.options()).then((m) => gathering.keep("prometheus", m)),
    deps.store.changes({ from: since, to: now }),
    cluster.workloads(gathering.options()),
    metrics
      .breakers(services, now, gathering.options())
      .then((m) => gathering.keep("prometheus", m.ok ? { ...m, value: m.value.breakers } : m)),
  ]);
  if (!revisions.ok) gathering.miss(revisions);
  const seen = untoldRevisions(revisions.ok ? revisions.value : [], { told, since }).map((revision) =>
    changeOfRevision(revision, {
      id: `cluster:${revision.service}:${revision.revision}`,
      environment: incident.environment,
    }),
  );
  const recent = distinctChanges([...told, ...seen], incident.environment);
  const changes = gathering.keepOwn("changes", `changes from ${since.toISOString()} to ${now.toISOString()}`, recent);

  const windows = windowsToCompare({
    signals: signals?.value ?? null,
    changes: recent,
    firstAlertAt,
    now,
    objectiveMs: latencyObjectiveMs(service),
  });
  const { baseline, normal, trouble } = windows;
  const search = async (from: Date, to: Date, limit: number, attributes?: Readonly<Record<string, string>>) =>
    gathering.keepTraces(
      await traces.search(
        { service: service.traces.service, from, to, limit, ...(attributes === undefined ? {} : { attributes }) },
        gathering.options(),
      ),
    );
  const split = servicesToSplit(recent, { firstAlertAt });
  const others = split.filter((name) => name !== service.name);
  const [before, current, normalTraces, currentTraces, failedTraces, versions, otherSignals] = await Promise.all([
    baseline === null
      ? null
      : metrics
          .windows(services, new Date(baseline.fromMs), new Date(baseline.toMs), gathering.options())
          .then((m) => gathering.keep("prometheus", m)),
    metrics
      .windows(services, trouble.from, trouble.to, gathering.options())
      .then((m) => gathering.keep("prometheus", m)),
    normal === null ? null : search(normal.from, normal.to, NORMAL_TRACES),
    search(trouble.from, trouble.to, CURRENT_TRACES),
    search(trouble.from, trouble.to, FAILED_TRACES, { error: "true" }),
    Promise.all(
      split.map(async (name) => {
        const changedAt = recent.findLast((change) => change.service === name)?.at ?? trouble.from;
        const from = new Date(
          Math.min(Math.max(trouble.from.getTime(), changedAt.getTime()), trouble.to.getTime() - MIN_CALL_MS),
        );
        const measured = await metrics.windowsByVersion(catalogue.service(name), from, trouble.to, gathering.options());
        return { service: name, fact: gathering.keep("prometheus", measured) };
      }),
    ),
    Promise.all(
      others.map(async (name) => ({
        service: name,
        fact: gathering.keep("prometheus", await metrics.signals(catalogue.service(name), wide, gathering.options())),
      })),
    ),
  ]);
  return {
    service,
    knownServices: services.map(({ name }) => name),
    objectivesMs: Object.fromEntries(services.map((entry) => [entry.name, latencyObjectiveMs(entry)])),
    deviationForMs: deps.settings.deviationForMs(service.name),
    firstAlertAt,
    now,
    before,
    current,
    versions,
    signals: [{ service: service.name, fact: signals }, ...otherSignals],
    changes,
    breakers,
    normalTraces,
    currentTraces,
    failedTraces,
    knownEdges: callGraph.edges(),
  };
}

/** Fine enough to date an onset, far enough back for a baseline before a change before the alert. */
function seriesGrid(firstAlertAt: Date, now: Date): Grid {
  const alertMs = firstAlertAt.getTime();
  const aligned = (ms: number) => Math.floor(ms / SERIES_STEP_MS) * SERIES_STEP_MS;
  return {
    fromMs: aligned(alertMs - SERIES_BACK_MS),
    toMs: aligned(Math.min(now.getTime(), alertMs + SERIES_ON_MS)),
    stepMs: SERIES_STEP_MS,
  };
}

/** The incident's own services first; the rest of the catalogue up to a bound. */
function knownServices({ catalogue }: DiagnoseDeps, incident: Incident): readonly Service[] {
  const names = [...incident.services, ...catalogue.services().map(({ name }) => name)];
  return [...new Set(names)].slice(0, MAX_SERVICES).map((name) => catalogue.service(name));
}

/** Collects what is stored before it is used, and what could not be had. One deadline for all calls. */
class Gathering {
  readonly rows: StoredEvidence[] = [];
  readonly gaps: { readonly source: string; readonly reason: string; readonly query: string }[] = [];
  readonly #deps: Pick<Deps, "clock" | "ids">;
  readonly #incidentId: string;
  readonly #untilMs: number;

  constructor(deps: Pick<Deps, "clock" | "ids">, incidentId: string, startedAt: Date) {
    this.#deps = deps;
    this.#incidentId = incidentId;
    this.#untilMs = startedAt.getTime() + DEADLINE_MS;
  }

  options(): { readonly timeoutMs: number } {
    return { timeoutMs: Math.max(MIN_CALL_MS, this.#untilMs - this.#deps.clock.now().getTime()) };
  }

  keep<T>(source: EvidenceItem["source"], measured: Measured<T>): Fact<T> {
    if (!measured.ok) return this.miss(measured);
    return this.#store({ source, query: measured.query, at: measured.at, n: measured.n, value: measured.value });
  }

  keepOwn<T extends readonly unknown[]>(source: EvidenceItem["source"], query: string, value: T): Fact<T> {
    return this.#store({ source, query, at: this.#deps.clock.now(), n: value.length, value });
  }

  keepTraces(measured: Measured<TraceSearch>): Fact<readonly Trace[]> {
    if (!measured.ok) return this.miss(measured);
    const traces = measured.value.traces.map(thinned);
    return this.#store({ source: "jaeger", query: measured.query, at: measured.at, n: traces.length, value: traces });
  }

  miss({ source, reason, query }: Extract<Measured<unknown>, { ok: false }>): null {
    this.gaps.push({ source, reason, query });
    return null;
  }

  #store<T>(kept: {
    readonly source: EvidenceItem["source"];
    readonly query: string;
    readonly at: Date;
    readonly n: number | null;
    readonly value: T;
  }): Fact<T> {
    const { value, ...about } = kept;
    const ref = { id: this.#deps.ids.next(), ...about };
    const sha256 = createHash("sha256").update(canonicalJson(value)).digest("hex");
    this.rows.push({ ...ref, incidentId: this.#incidentId, data: value, sha256 });
    return { value, ref };
  }
}

function thinned(trace: Trace): Trace {
  return {
    traceId: trace.traceId,
    spans: trace.spans.map((span) => ({
      ...span,
      attributes: Object.fromEntries(Object.entries(span.attributes).filter(([key]) => KEPT_ATTRIBUTES.includes(key))),
    })),
  };
}
