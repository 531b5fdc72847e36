import { connect } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { incidentOf } from "@/lib/domain/incident";
import { createBoardReads, readBoard } from "@/lib/queries/board";
import { boardQueryFrom } from "@/lib/queries/incident-filter";
import {
  alertOf,
  type Body,
  bodyOf,
  DISCOVERED,
  firing,
  type Harness,
  resolvedOf,
  startIntake,
} from "./testing/intake-harness";

let url: string;
let intake: Harness;
beforeEach(async () => {
  url = (await testDatabase()).url;
  intake = await startIntake(url);
});
afterEach(() => intake.close());

type Listed = { id: string; number: number; created: boolean };
const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString();
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

async function send(body: Body | string): Promise<Listed[]> {
  const { status, json } = await intake.post(body);
  expect(intake.errors).toEqual([]);
  expect(status).toBe(202);
  return json.incidents as Listed[];
}

async function kindsOf(id: string): Promise<string[]> {
  return (await intake.db.store.events(id)).map((event) => event.kind);
}

async function episodes(): Promise<{ starts: string; ends: string | null; incident: string | null; first: string }[]> {
  const { rows } = await intake.db.pool.query(
    "SELECT starts_at, ends_at, first_starts_at, incident_id FROM alert_episode ORDER BY starts_at, id",
  );
  return rows.map((row) => ({
    starts: row.starts_at.toISOString(),
    ends: row.ends_at?.toISOString() ?? null,
    first: row.first_starts_at.toISOString(),
    incident: row.incident_id,
  }));
}

async function jobs(): Promise<string[]> {
  const { rows } = await intake.db.pool.query("SELECT task_identifier FROM graphile_worker.jobs ORDER BY 1");
  return rows.map((row) => row.task_identifier);
}

async function resolveByHand(id: string): Promise<void> {
  const actor = { kind: "system", name: "test" } as const;
  await intake.db.store.transaction((tx) =>
    tx.append(id, [{ kind: "resolved", at: new Date(), actor, data: { how: "person", reason: "test" } }]),
  );
}

describe("a delivery", () => {
  it("opens an incident with its reasons, keeps the raw body and wakes diagnosis once", async () => {
    const { status, json } = await intake.post(firing());
    expect(status).toBe(202);
    expect(json).toMatchObject({ accepted: 1, duplicates: 0, ignored: 0, rejected: [], incidentsTotal: 1 });
    const [listed] = json.incidents as Listed[];
    expect(listed?.created).toBe(true);
    const events = await intake.db.store.events(listed?.id ?? "");
    expect(events.map((event) => event.kind)).toEqual(["opened", "alerts_changed"]);
    expect(events[0]).toMatchObject({
      data: {
        service: "checkout",
        severity: "SEV-2",
        severityReason: "highest of its alerts is SEV-2",
        severityWhy: [{ key: "highest_alert", params: { severity: "SEV-2" } }],
        groupingReason: "first alert of default/default/checkout",
        origin: "alert",
        detectedAt: alertOf().startsAt,
      },
    });
    expect(events[1]).toMatchObject({ data: { fired: 1, resolved: 0, firingNow: 1 } });
    const row = await intake.db.store.incident(String(listed?.number));
    expect(row?.incident).toEqual(incidentOf(events));
    const [delivery] = await intake.db.store.deliveries(listed?.id ?? "", 10);
    expect(JSON.parse(delivery?.body ?? "")).toEqual(firing());
    expect(await jobs()).toEqual(["diagnose-incident", "watch-incident"]);
  });

  it("that comes again changes nothing", async () => {
    const [first] = await send(firing());
    const { json } = await intake.post(firing());
    expect(json).toMatchObject({ accepted: 0, duplicates: 1, incidents: [{ id: first?.id, created: false }] });
    expect(await kindsOf(first?.id ?? "")).toEqual(["opened", "alerts_changed"]);
    expect(await episodes()).toHaveLength(1);
    expect(await jobs()).toHaveLength(2);
  });

  it("that arrives many times at once opens one incident with one episode", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => send(firing())));
    expect(new Set(answers.flat().map((listed) => listed.id)).size).toBe(1);
    expect(answers.flat().filter((listed) => listed.created)).toHaveLength(1);
    expect(await episodes()).toHaveLength(1);
  });

  it("that reaches two replicas at once opens one incident with one episode per alert", async () => {
    const other = await startIntake(url);
    try {
      const bodies = Array.from({ length: 40 }, (_, i) => firing({ fingerprint: `fp${i % 4}` }));
      const answers = await Promise.all(bodies.flatMap((body) => [intake.post(body), other.post(body)]));
      expect(answers.every((answer) => answer.status === 202)).toBe(true);
      const listed = answers.flatMap((answer) => answer.json.incidents as Listed[]);
      expect(new Set(listed.map((incident) => incident.id)).size).toBe(1);
      expect(listed.filter((incident) => incident.created)).toHaveLength(1);
      expect(await episodes()).toHaveLength(4);
      const row = await intake.db.store.incident(listed[0]?.id ?? "");
      expect(row?.incident.firingCount).toBe(4);
      expect(row?.incident).toEqual(incidentOf(await intake.db.store.events(listed[0]?.id ?? "")));
    } finally {
      await other.close();
    }
  });

  it("with firing and resolved alerts counts both and says what still fires", async () => {
    const a = alertOf({ fingerprint: "a", startsAt: at(0) });
    const b = alertOf({ fingerprint: "b", startsAt: at(1) });
    const [incident] = await send(bodyOf([a]));
    await send(bodyOf([resolvedOf(a, at(5)), b]));
    const events = await intake.db.store.events(incident?.id ?? "", 2);
    expect(events).toMatchObject([
      { kind: "alerts_changed", data: { fired: 1, resolved: 1, firingNow: 1, latestEndsAt: at(5) } },
    ]);
  });

  it("without alerts is kept and changes nothing", async () => {
    const { status, json } = await intake.post(bodyOf([]));
    expect(status).toBe(202);
    expect(json).toEqual({ accepted: 0, duplicates: 0, ignored: 0, rejected: [], incidents: [], incidentsTotal: 0 });
    const { rows } = await intake.db.pool.query("SELECT count(*)::int AS n FROM alert_delivery");
    expect(rows[0].n).toBe(1);
  });

  it("says on the timeline how many alerts Alertmanager cut off", async () => {
    const [incident] = await send(firing({}, { truncatedAlerts: 37 }));
    expect(await intake.db.store.events(incident?.id ?? "", 1)).toMatchObject([{ data: { truncatedAlerts: 37 } }]);
  });

  it("of 20,000 alerts is one event, 20,000 episodes and one raw body", { timeout: 120_000 }, async () => {
    const alerts = Array.from({ length: 20_000 }, (_, i) =>
      alertOf({ fingerprint: i.toString(16).padStart(16, "0"), labels: { pod: `checkout-${i}` } }),
    );
    const { json } = await intake.post(bodyOf(alerts));
    expect(json).toMatchObject({ accepted: 20_000, duplicates: 0, incidentsTotal: 1 });
    const [listed] = json.incidents as Listed[];
    expect(await kindsOf(listed?.id ?? "")).toEqual(["opened", "alerts_changed"]);
    const [, event] = await intake.db.store.events(listed?.id ?? "");
    expect(event?.kind === "alerts_changed" && event.data.episodes.length).toBe(20);
    expect(await intake.db.store.episodes(listed?.id ?? "", 1)).toMatchObject({ total: 20_000 });
    expect(await intake.post(bodyOf(alerts))).toMatchObject({ json: { accepted: 0, duplicates: 20_000 } });
  });

  it("lists at most 100 incidents and says how many there are", async () => {
    const alerts = Array.from({ length: 130 }, (_, i) =>
      alertOf({ fingerprint: `f${i}`, labels: { service: `s${i}` } }),
    );
    const { json } = await intake.post(bodyOf(alerts));
    expect((json.incidents as Listed[]).length).toBe(100);
    expect(json.incidentsTotal).toBe(130);
  });

  it("with one bad alert keeps it raw, names it, and accepts the others", async () => {
    const bad = [{ ...alertOf({ fingerprint: "x" }), startsAt: "yesterday" }, { ...alertOf(), labels: { n: 5 } }, 7];
    const { status, json } = await intake.post(
      bodyOf([alertOf({ fingerprint: "a" }), ...bad, alertOf({ fingerprint: "b" })]),
    );
    expect(status).toBe(202);
    expect(json).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, path: "startsAt" },
        { index: 2, path: "labels.n" },
        { index: 3, path: "" },
      ],
    });
    const { rows } = await intake.db.pool.query("SELECT id FROM alert_delivery");
    expect(rows).toHaveLength(1);
  });
});

describe("episodes", () => {
  const alert = alertOf({ startsAt: at(0) });

  it("resolved before firing: the resolve makes a closed one, the late firing belongs to it, no incident", async () => {
    expect(await send(bodyOf([resolvedOf(alert, at(5))]))).toEqual([]);
    const { json } = await intake.post(bodyOf([alert]));
    expect(json).toMatchObject({ accepted: 0, duplicates: 1, incidents: [] });
    expect(await episodes()).toEqual([{ starts: at(0), first: at(0), ends: at(5), incident: null }]);
  });

  it("take the zero endsAt of a firing alert for still firing", async () => {
    await send(bodyOf([{ ...alert, endsAt: "0001-01-01T00:00:00Z" }]));
    expect(await episodes()).toMatchObject([{ ends: null }]);
  });

  it("fired again after the resolve: a new episode, in the same incident while that is open", async () => {
    const [first] = await send(bodyOf([alert]));
    await send(bodyOf([resolvedOf(alert, at(5))]));
    const [second] = await send(bodyOf([{ ...alert, startsAt: at(6) }]));
    expect(second).toMatchObject({ id: first?.id, created: false });
    expect(await episodes()).toMatchObject([
      { starts: at(0), ends: at(5) },
      { starts: at(6), ends: null },
    ]);
  });

  it("fired again after the incident was resolved: a new incident that names the one it follows", async () => {
    const [first] = await send(bodyOf([alert]));
    await send(bodyOf([resolvedOf(alert, at(5))]));
    await resolveByHand(first?.id ?? "");
    const [second] = await send(bodyOf([{ ...alert, startsAt: at(9) }]));
    expect(second?.created).toBe(true);
    expect((await intake.db.store.incident(second?.id ?? ""))?.incident.recurrenceOf).toBe(first?.id);
    expect((await intake.db.store.incident(first?.id ?? ""))?.incident.status).toBe("resolved");
  });

  it("while one is open, another startsAt joins it and the earliest is kept", async () => {
    const [incident] = await send(bodyOf([{ ...alert, startsAt: at(3) }]));
    expect(await intake.post(bodyOf([{ ...alert, startsAt: at(4) }]))).toMatchObject({ json: { duplicates: 1 } });
    expect(await intake.post(bodyOf([{ ...alert, startsAt: at(1) }]))).toMatchObject({ json: { accepted: 1 } });
    expect(await episodes()).toEqual([{ starts: at(3), first: at(1), ends: null, incident: incident?.id }]);
    const row = await intake.db.store.incident(incident?.id ?? "");
    expect(row?.incident.detectedAt.toISOString()).toBe(at(1));
    expect(row?.incident.firingCount).toBe(1);
  });

  it("do not end by a resolve that is older than the last firing", async () => {
    await send(bodyOf([alert]));
    await send(bodyOf([{ ...alert, startsAt: at(9) }]));
    await send(bodyOf([resolvedOf(alert, at(5))]));
    expect(await episodes()).toMatchObject([{ starts: at(0), ends: null }]);
  });

  it("when all of an incident's alerts cleared, wake the verification", async () => {
    await send(bodyOf([alert]));
    expect(await jobs()).not.toContain("verify-recovery");
    const [incident] = await send(bodyOf([resolvedOf(alert, at(5))]));
    expect(await jobs()).toContain("verify-recovery");
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident).toMatchObject({
      firingCount: 0,
      status: "open",
    });
  });

  it("end up the same whatever the order and repetition of the deliveries", async () => {
    const steps = [
      alert,
      resolvedOf(alert, at(5)),
      { ...alert, startsAt: at(6) },
      resolvedOf({ ...alert, startsAt: at(6) }, at(8)),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...steps, ...steps], { minLength: 8 }), fc.nat(), async (order, n) => {
        const fingerprint = `order-${n}-${Math.random()}`;
        for (const step of order) await send(bodyOf([{ ...step, fingerprint }]));
        const { rows } = await intake.db.pool.query("SELECT ends_at FROM alert_episode WHERE fingerprint = $1", [
          fingerprint,
        ]);
        expect(rows.every((row) => row.ends_at !== null)).toBe(true);
        expect(rows.length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });
});

describe("grouping", () => {
  it("keeps teams, environments and services apart", async () => {
    const labels = [{}, { team: "pay" }, { environment: "staging" }, { service: "order" }];
    const listed = await send(bodyOf(labels.map((over, i) => alertOf({ fingerprint: `f${i}`, labels: over }))));
    expect(new Set(listed.map((incident) => incident.id)).size).toBe(4);
  });

  it("joins the open incident of a service one call away, opened at most 5 minutes ago, and says why", async () => {
    intake.edges.push({ caller: "gateway", callee: "checkout" });
    const [first] = await send(firing());
    const [joined] = await send(firing({ fingerprint: "g", labels: { service: "gateway" } }));
    const [apart] = await send(firing({ fingerprint: "o", labels: { service: "other" } }));
    expect(joined).toMatchObject({ id: first?.id, created: false });
    expect(apart?.created).toBe(true);
    expect((await intake.db.store.incident(first?.id ?? ""))?.incident.services).toEqual(["checkout", "gateway"]);
  });

  it("is found by the service of any of its alerts, in the list and on the board", async () => {
    intake.edges.push({ caller: "gateway", callee: "checkout" });
    const [opened] = await send(firing());
    await send(firing({ fingerprint: "g", labels: { service: "gateway" } }));
    await send(firing({ fingerprint: "o", labels: { service: "other" } }));
    const { store, live } = intake.db;
    const clock = { now: () => new Date() };
    const deps = {
      ...{ store, clock, settings: { recoveryWindowMs: () => 180_000 }, upstreams: { health: () => [] } },
      boardReads: createBoardReads({ clock, live }),
    };
    const board = await readBoard(deps, boardQueryFrom(new URLSearchParams("search=GATE")));
    expect(board.incidents.map(({ id }) => id)).toEqual([opened?.id]);
    const listed = await store.incidents({ search: "GATE", limit: 5 });
    expect(listed.rows.map(({ incident }) => incident.id)).toEqual([opened?.id]);
  });

  it("does not join a neighbour's incident that is older than 5 minutes", async () => {
    intake.edges.push({ caller: "gateway", callee: "checkout" });
    const [first] = await send(firing());
    await intake.db.pool.query("UPDATE incident SET opened_at = now() - interval '6 minutes' WHERE id = $1", [
      first?.id,
    ]);
    const [second] = await send(firing({ fingerprint: "g", labels: { service: "gateway" } }));
    expect(second?.created).toBe(true);
  });

  it("takes the service from the catalogue, else from the first label that names one, else one key per alertname", async () => {
    intake.services.push({
      ...DISCOVERED,
      name: "order",
      team: "checkout",
      tier: 1,
      match: { app: "ord" },
      isDiscovered: false,
    });
    const labels = (over: Record<string, unknown>) => ({
      ...over,
      service: undefined,
      ...("service" in over ? { service: over.service } : {}),
    });
    const cases = [
      labels({ app: "ord", service: "x" }),
      labels({ job: "batch", container: "c" }),
      labels({ alertname: "A" }),
      labels({ alertname: "B" }),
    ];
    await send(
      bodyOf(cases.map((over, i) => JSON.parse(JSON.stringify(alertOf({ fingerprint: `c${i}`, labels: over }))))),
    );
    const { rows } = await intake.db.pool.query("SELECT open_key FROM incident ORDER BY open_key");
    expect(rows.map((row) => row.open_key)).toEqual([
      "checkout/default/order",
      "default/default/c",
      "default/default/unassigned/A",
      "default/default/unassigned/B",
    ]);
  });

  it("does not link an incident that was resolved more than a day ago", async () => {
    const [first] = await send(firing({ startsAt: ago(60_000) }));
    await resolveByHand(first?.id ?? "");
    await intake.db.pool.query("UPDATE incident SET resolved_at = now() - interval '25 hours' WHERE id = $1", [
      first?.id,
    ]);
    const [second] = await send(firing({ fingerprint: "later", startsAt: ago(0) }));
    expect((await intake.db.store.incident(second?.id ?? ""))?.incident.recurrenceOf).toBeNull();
  });
});

describe("severity", () => {
  it("is the highest of the alerts, raised by worse ones and never lowered by better ones", async () => {
    const [incident] = await send(firing({ fingerprint: "w", labels: { severity: "warning" } }));
    await send(firing({ fingerprint: "p", labels: { severity: "page" } }));
    await send(firing({ fingerprint: "w2", labels: { severity: "warning" } }));
    const events = await intake.db.store.events(incident?.id ?? "");
    expect(events.filter((event) => event.kind === "severity_changed")).toMatchObject([
      { data: { from: "SEV-3", to: "SEV-1" } },
    ]);
  });

  it("says when no label carried it", async () => {
    const { severity: _, ...labels } = alertOf().labels;
    const [incident] = await send(bodyOf([{ ...alertOf(), labels }]));
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident).toMatchObject({
      severity: "SEV-3",
      severityReason: "no severity label, SEV-3 taken",
    });
  });

  it("is one higher when three services with a tier-1 one among them are affected", async () => {
    intake.services.push({ ...DISCOVERED, name: "checkout", tier: 1, isDiscovered: false });
    intake.edges.push({ caller: "gateway", callee: "checkout" }, { caller: "checkout", callee: "stock" });
    const [incident] = await send(firing());
    await send(firing({ fingerprint: "g", labels: { service: "gateway", severity: "warning" } }));
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident.severity).toBe("SEV-2");
    await send(firing({ fingerprint: "s", labels: { service: "stock", severity: "warning" } }));
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident).toMatchObject({ severity: "SEV-1" });
  });

  it("stays where a person lowered it until the alerts get worse than they were", async () => {
    const [incident] = await send(firing());
    const person = { kind: "person", id: "p", name: "P" } as const;
    const lowered = { from: "SEV-2", to: "SEV-3", reason: "test traffic" } as const;
    await intake.db.store.transaction((tx) =>
      tx.append(incident?.id ?? "", [{ kind: "severity_changed", at: new Date(), actor: person, data: lowered }]),
    );
    await send(firing({ fingerprint: "same" }));
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident.severity).toBe("SEV-3");
    await send(firing({ fingerprint: "worse", labels: { severity: "p1" } }));
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident.severity).toBe("SEV-1");
  });

  it("none, info and the Watchdog are stored and never open an incident; the Watchdog beats", async () => {
    const alerts = [
      alertOf({ fingerprint: "w", labels: { alertname: "Watchdog", severity: "critical" } }),
      alertOf({ fingerprint: "i", labels: { severity: "info" } }),
      alertOf({ fingerprint: "n", labels: { severity: "none" } }),
    ];
    const { json } = await intake.post(bodyOf(alerts));
    expect(json).toMatchObject({ accepted: 0, ignored: 3, incidents: [] });
    expect(await intake.post(bodyOf(alerts))).toMatchObject({ json: { ignored: 3, duplicates: 0 } });
    expect(await episodes()).toHaveLength(3);
    expect((await intake.db.store.heartbeats()).map((beat) => beat.name)).toEqual(["Watchdog"]);
  });
});

describe("hostile input", () => {
  it("keeps U+0000 and lone surrogates as U+FFFD and counts them", async () => {
    const body = JSON.stringify(firing({ labels: { evil: "ab" } })).replace('"ab"', '"a\\u0000b\\ud800"');
    const [incident] = await send(body);
    const { rows } = await intake.db.store.episodes(incident?.id ?? "", 1);
    expect(rows[0]?.labels.evil).toBe("a\ufffdb\ufffd");
    const stored = await intake.db.pool.query("SELECT replaced_chars FROM alert_delivery");
    expect(stored.rows).toEqual([{ replaced_chars: 2 }]);
  });

  it("redacts secrets before anything is stored", async () => {
    const alert = alertOf({
      labels: { api_token: "hunter2hunter2" },
      annotations: {
        summary: "GET https://bob:pa55w0rd@db.example/x failed",
        header: "Authorization: Bearer abc123def456",
      },
    });
    const [incident] = await send(bodyOf([alert], { groupKey: '{}:{db_password="s3cr3t!"}' }));
    const [delivery] = await intake.db.store.deliveries(incident?.id ?? "", 1);
    const { rows } = await intake.db.pool.query(
      "SELECT e::text AS text FROM alert_episode e UNION SELECT e::text FROM incident_event e UNION SELECT e::text FROM incident e",
    );
    const everything = [delivery?.body, ...rows.map((row) => row.text)].join("\n");
    for (const secret of ["hunter2", "pa55w0rd", "abc123def456", "s3cr3t!"]) expect(everything).not.toContain(secret);
    expect(everything).toContain("https://bob:[redacted]@db.example/x");
  });

  it("accepts any labels at all", async () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    const name = fc.oneof(
      text,
      fc.constantFrom("__proto__", "constructor", "service", "team", "env", "severity", "alertname"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, text),
        fc.dictionary(name, text),
        text,
        async (labels, annotations, groupKey) => {
          const { status, json } = await intake.post(
            bodyOf([{ ...alertOf({ annotations, fingerprint: `h${Math.random()}` }), labels }], { groupKey }),
          );
          expect(status).toBe(202);
          expect(json.rejected).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("stores a service name of any length", async () => {
    const [incident] = await send(firing({ labels: { service: "💥".repeat(20_000) } }));
    expect((await intake.db.store.incident(incident?.id ?? ""))?.incident.service).toBe("💥".repeat(100));
  });
});

describe("the endpoint", () => {
  it("answers 400 for an envelope that cannot be read, and stores nothing", async () => {
    const { alerts: _, ...withoutAlerts } = firing();
    for (const body of [
      "{nope",
      "7",
      "null",
      JSON.stringify(withoutAlerts),
      JSON.stringify(firing({}, { version: "3" })),
    ]) {
      expect(await intake.post(body)).toMatchObject({ status: 400, json: { error: { code: "invalid_input" } } });
    }
    expect((await intake.db.pool.query("SELECT 1 FROM alert_delivery")).rowCount).toBe(0);
  });

  it("answers 401 without the right token and 403 without the scope", async () => {
    expect((await intake.post(firing(), { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await intake.post(firing(), { authorization: "Bearer read-only" })).status).toBe(403);
    expect(await episodes()).toEqual([]);
  });

  it("answers 413 as soon as a body is too large, announced or streamed", async () => {
    const small = await startIntake(url, { maxBodyBytes: 10_000 });
    try {
      expect(await small.post("x".repeat(10_001))).toMatchObject({ status: 413 });
      expect(await streamedStatus(small.url, "x".repeat(50_000))).toContain("413");
      expect((await small.post(firing())).status).toBe(202);
    } finally {
      await small.close();
    }
  });

  it("answers 503 with Retry-After while the database is down and delivers once on retry", async () => {
    const name = new URL(url).pathname.slice(1);
    const admin = await startIntake(url);
    try {
      await send(firing({ fingerprint: "before" }));
      const other = new URL(url);
      other.pathname = "/postgres";
      const { default: pg } = await import("pg");
      const server = new pg.Client({ connectionString: other.href });
      await server.connect();
      await server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
      await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
      const down = await intake.post(firing({ fingerprint: "during" }));
      expect(down).toMatchObject({ status: 503, json: { error: { code: "unavailable" } } });
      expect(down.headers.get("retry-after")).not.toBeNull();
      await server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
      await server.end();
      expect(await intake.post(firing({ fingerprint: "during" }))).toMatchObject({
        status: 202,
        json: { accepted: 1 },
      });
      expect(await intake.post(firing({ fingerprint: "during" }))).toMatchObject({
        status: 202,
        json: { duplicates: 1 },
      });
    } finally {
      await admin.close();
    }
  });

  it("does not let one body that cannot be stored take its neighbours along", async () => {
    await intake.db.pool.query("ALTER TABLE alert_episode ADD CONSTRAINT poison CHECK (fingerprint <> 'poison')");
    const bodies = Array.from({ length: 9 }, (_, i) => firing({ fingerprint: i === 4 ? "poison" : `good${i}` }));
    const answers = await Promise.all(bodies.map((body) => intake.post(body)));
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202, 503, 202, 202, 202, 202]);
    expect(await episodes()).toHaveLength(8);
  });

  it("takes heartbeats from outside", async () => {
    const response = await fetch(`${intake.url}/heartbeat/backup`, {
      method: "POST",
      headers: { authorization: "Bearer test-token-of-the-webhook" },
    });
    expect(response.status).toBe(202);
    expect((await intake.db.store.heartbeats()).map((beat) => beat.name)).toEqual(["backup"]);
  });
});

/** Status line for a chunked body without Content-Length. */
function streamedStatus(base: string, body: string): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer test-token-of-the-webhook\r\nTransfer-Encoding: chunked\r\n\r\n",
      );
      socket.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    });
    socket.once("data", (data) => {
      resolve(data.toString().split("\r\n")[0] ?? "");
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
