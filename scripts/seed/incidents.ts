import { FIREBREAK } from "@/lib/domain/actor";
import type { MitigationPreview, MitigationStatus } from "@/lib/domain/mitigation";
import type { Store, Transaction } from "@/lib/ports";
import { eventsOf, LIMITS, type Life, type Steps, VERSIONS } from "./life";
import { type Random, randomFrom } from "./random";
import { actorOfPerson, KINDS, type Kind, PEOPLE, type Person, severityFor } from "./story";

const S = 1_000;
const MIN = 60 * S;
const DAY = 86_400 * S;
/** Incidents in the last 90 days and in the 90 days before: enough for an interval, few enough to seed in seconds. */
const COUNTS = { now: 60, before: 52 } as const;
const MEDIANS_MS = { now: 13 * MIN, before: 31 * MIN } as const;

const [LI, MEI, ANA, TOM] = PEOPLE;
const COMMANDERS: readonly [Person, ...Person[]] = [LI, MEI, ANA, TOM];

export type Seeded = {
  /** Number of the resolved incident whose story is told in full, with its rollback and a restarted window. */
  readonly toldNumber: number;
  readonly openNumbers: readonly number[];
  readonly count: number;
};

/**
 * Fills an empty store through its own API with back-dated events: two periods of 90 days of resolved incidents, a handful of
 * open ones and one test incident. The same `now` gives the same incidents. Event times are old; record times are today's.
 */
export async function seedIncidents(store: Store, now: Date): Promise<Seeded> {
  const random = randomFrom(20_260_512);
  const lives = [...past(random, now, "before"), ...past(random, now, "now"), told(random, now), ...open(random, now)];
  const ordered = lives.sort((a, b) => a.detectedAt.getTime() - b.detectedAt.getTime());
  let toldNumber = 0;
  const openNumbers: number[] = [];
  for (const life of ordered) {
    const number = await store.transaction((tx) => live(tx, life, random));
    if (life.isTold) toldNumber = number;
    if (life.steps.resolved === null) openNumbers.push(number);
  }
  await store.transaction((tx) => testIncident(tx, random, new Date(now.getTime() - 3 * DAY)));
  return { toldNumber, openNumbers, count: ordered.length + 1 };
}

type SeedLife = Life & { readonly isTold?: boolean };

async function live(tx: Transaction, life: SeedLife, random: Random): Promise<number> {
  const [first, ...rest] = eventsOf(life, random);
  const id = random.uuid(life.detectedAt);
  const isOpen = life.steps.resolved === null;
  const openKey = isOpen ? `${life.kind.team}/production/${life.kind.service}` : null;
  const { number } = await tx.createIncident(id, openKey, [first]);
  if (rest.length > 0) await tx.append(id, rest);
  const { planned, approved } = life.steps;
  if (planned === null) return number;
  const at = (ms: number) => new Date(life.detectedAt.getTime() + ms);
  await tx.saveMitigation({
    id: life.mitigationId,
    incidentId: id,
    status: mitigationStatusOf(life.steps),
    preview: previewOf(life, id, at(planned)),
    plannedBy: actorOfPerson(life.commander),
    approvedBy: approved === null ? null : actorOfPerson(life.approver),
    approvedAt: approved === null ? null : at(approved),
    waivers: [],
    attempt: approved === null ? 0 : 1,
    leaseUntil: null,
  });
  return number;
}

function mitigationStatusOf({ approved, applied, checked, verdict }: Steps): MitigationStatus {
  if (approved === null) return "planned";
  if (applied === null) return "failed";
  return checked === null ? "verifying" : verdict;
}

function previewOf(life: Life, incidentId: string, plannedAt: Date): MitigationPreview {
  const target = (revision: number, version: string) => ({
    revision,
    replicaSet: `${life.kind.service}-${revision}`,
    version,
    commit: revision === VERSIONS.fromRevision ? "3f1c2ab" : "9d04e71",
    imageDigest: null,
    templateHash: `hash-${revision}`,
  });
  return {
    planId: life.mitigationId,
    incidentId,
    kind: "rollback",
    service: life.kind.service,
    namespace: "shop",
    workload: life.kind.service,
    from: target(VERSIONS.fromRevision, VERSIONS.from),
    to: target(VERSIONS.toRevision, VERSIONS.to),
    digest: "7c2e".padEnd(64, "0"),
    guards: [{ id: "dry_run", state: "pass", params: {}, checkedAt: plannedAt, isWaivable: false }],
    diff: [
      { path: "/spec/containers/0/image", from: `shop/${life.kind.service}:r7`, to: `shop/${life.kind.service}:r6` },
    ],
    notComingBack: [],
    watch: LIMITS,
    confirmText: null,
    plannedAt,
    expiresAt: new Date(plannedAt.getTime() + 10 * MIN),
  };
}

const NOTHING: Steps = {
  onset: null,
  diagnosed: null,
  acknowledged: null,
  planned: null,
  approved: null,
  applied: null,
  restarts: [],
  checked: null,
  verdict: "recovered",
  resolved: null,
  closed: null,
};

function lifeOf(random: Random, over: Pick<Life, "kind" | "detectedAt" | "steps"> & Partial<SeedLife>): SeedLife {
  const commander = random.pick(COMMANDERS);
  return {
    severity: severityFor(random.next()),
    commander,
    approver: commander === LI ? MEI : LI,
    confidence: Math.round(random.between(0.52, 0.94) * 100) / 100,
    recurrenceOf: null,
    mitigationId: random.uuid(over.detectedAt),
    ...over,
  };
}

/** Resolved incidents of a period, spread over it; some without an acknowledgement, an onset or a verified recovery. */
function past(random: Random, now: Date, period: "now" | "before"): readonly SeedLife[] {
  const count = COUNTS[period];
  const end = now.getTime() - (period === "now" ? 0.4 : 90) * DAY;
  return Array.from({ length: count }, (_, index) => {
    const detectedAt = new Date(Math.round(end - ((index + random.next()) / count) * 89 * DAY));
    const kind = random.pick(KINDS);
    const totalMs = Math.max(random.between(4.2, 6.5) * MIN, random.skewed(MEDIANS_MS[period], 0.62));
    return lifeOf(random, { kind, detectedAt, steps: stepsOf(random, kind, totalMs, index) });
  });
}

function stepsOf(random: Random, kind: Kind, totalMs: number, index: number): Steps {
  const hasOnset = index % 7 !== 5;
  const isAcknowledged = index % 17 !== 9;
  const isUnproved = index % 13 === 6;
  const acknowledged = Math.min(totalMs * 0.3, random.skewed(55 * S, 0.6));
  const checked = totalMs - 2 * S;
  const applied = Math.max(acknowledged + 30 * S, checked - LIMITS.windowMs - random.between(2, 40) * S);
  const planned = acknowledged + (applied - acknowledged) * random.between(0.45, 0.7);
  const approved = planned + (applied - planned) * random.between(0.2, 0.5);
  // One record that contradicts itself, resolved before it began: reports count it as invalid instead of repairing it.
  if (index === 31) return { ...NOTHING, diagnosed: 1_300, acknowledged, resolved: -4 * MIN };
  const isRollback = kind.isRollback && !isUnproved;
  return {
    onset: hasOnset ? -Math.max(6 * S, random.skewed(42 * S, 0.5)) : null,
    diagnosed: 1_300,
    acknowledged: isAcknowledged ? acknowledged : null,
    planned: isRollback ? planned : null,
    approved: isRollback ? approved : null,
    applied: isRollback && index % 19 !== 11 ? applied : null,
    restarts: [],
    checked: isUnproved ? null : checked,
    verdict: index % 11 === 4 && isRollback ? "not_recovered" : index % 23 === 8 ? "inconclusive" : "recovered",
    resolved: totalMs,
    closed: index % 3 === 0 ? null : totalMs + random.between(1, 4) * DAY,
  };
}

/** The incident of the post-mortem: a slow query in r7, found, rolled back, its window restarted once. */
function told(random: Random, now: Date): SeedLife {
  const [kind] = KINDS;
  return lifeOf(random, {
    kind,
    detectedAt: new Date(now.getTime() - 5 * 3_600 * S),
    severity: "SEV-2",
    commander: LI,
    approver: MEI,
    confidence: 0.81,
    isTold: true,
    steps: {
      onset: -27 * S,
      diagnosed: 1_100,
      acknowledged: 32 * S,
      planned: 4 * MIN + 49 * S,
      approved: 5 * MIN + 42 * S,
      applied: 6 * MIN + 51 * S,
      restarts: [8 * MIN + 3 * S],
      checked: 11 * MIN + 29 * S,
      verdict: "recovered",
      resolved: 11 * MIN + 31 * S,
      closed: null,
    },
  });
}

/** What the board shows as open: nobody took it, a plan waits, under way, being watched, over budget. */
function open(random: Random, now: Date): readonly SeedLife[] {
  const kindOf = (title: string): Kind => KINDS.find((kind) => kind.title === title) ?? KINDS[0];
  const ago = (ms: number) => new Date(now.getTime() - ms);
  return [
    lifeOf(random, {
      kind: kindOf("gateway 5xx 11 %"),
      detectedAt: ago(72 * S),
      severity: "SEV-1",
      confidence: 0.31,
      steps: { ...NOTHING, onset: -20 * S, diagnosed: 1_400 },
    }),
    lifeOf(random, {
      kind: kindOf("order p95 latency"),
      detectedAt: ago(4 * MIN + 39 * S),
      severity: "SEV-2",
      commander: LI,
      confidence: 0.81,
      steps: { ...NOTHING, onset: -27 * S, diagnosed: 1_200, acknowledged: 32 * S, planned: 4 * MIN + 2 * S },
    }),
    lifeOf(random, {
      kind: kindOf("payment goroutines grow"),
      detectedAt: ago(4 * MIN + 2 * S),
      severity: "SEV-2",
      commander: ANA,
      confidence: 0.64,
      steps: { ...NOTHING, onset: -60 * S, diagnosed: 1_500, acknowledged: 48 * S },
    }),
    lifeOf(random, {
      kind: kindOf("inventory heap 85 MB/min"),
      detectedAt: ago(10 * MIN + 40 * S),
      severity: "SEV-3",
      commander: TOM,
      confidence: 0.77,
      steps: {
        ...NOTHING,
        onset: -40 * S,
        diagnosed: 1_500,
        acknowledged: 41 * S,
        planned: 5 * MIN,
        approved: 6 * MIN + 10 * S,
        applied: 7 * MIN + 55 * S,
        restarts: [8 * MIN + 50 * S],
      },
    }),
    lifeOf(random, {
      kind: kindOf("risk errors 1.8 %"),
      detectedAt: ago(19 * MIN + 12 * S),
      severity: "SEV-3",
      commander: MEI,
      confidence: 0.58,
      steps: { ...NOTHING, onset: -35 * S, diagnosed: 1_500, acknowledged: 75 * S },
    }),
  ];
}

async function testIncident(tx: Transaction, random: Random, at: Date): Promise<void> {
  const id = random.uuid(at);
  const resolvedAt = new Date(at.getTime() + 2 * MIN);
  await tx.createIncident(id, null, [
    {
      kind: "opened",
      at,
      actor: actorOfPerson(LI),
      data: {
        title: "Test alert",
        service: "firebreak-test",
        team: "default",
        environment: "test",
        severity: "SEV-3",
        severityReason: "test",
        groupingReason: "test",
        recurrenceOf: null,
        origin: "test",
        detectedAt: at.toISOString(),
      },
    },
    { kind: "acknowledged", at: new Date(at.getTime() + 20 * S), actor: actorOfPerson(LI), data: {} },
    { kind: "resolved", at: resolvedAt, actor: FIREBREAK, data: { how: "person", reason: "test ended" } },
  ]);
}
