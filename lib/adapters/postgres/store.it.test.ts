import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIREBREAK } from "@/lib/domain/actor";
import { incidentOf } from "@/lib/domain/incident";
import { brokenAuditEntry } from "./audit-chain";
import { createPostgres, type Postgres } from "./client";
import { eventBatches, openedEvent } from "./event-lists.fixture";
import { cachedColumnsOf } from "./incident-rows";
import { testDatabase } from "./testing";

let db: Postgres;
beforeAll(async () => {
  db = createPostgres({ url: (await testDatabase()).url, poolSize: 8 });
});
afterAll(() => db.close());

const note = (text: string) => ({ kind: "note_added" as const, at: new Date(), actor: FIREBREAK, data: { text } });
const open = (openKey: string | null = null, service = "checkout") =>
  db.store.transaction((tx) => tx.createIncident(randomUUID(), openKey, [openedEvent({ service })]));

/** Every cached column and the state of one incident, derived again from its stored events. */
async function expectCachesToEqualEvents(id: string): Promise<void> {
  const derived = incidentOf(await db.store.events(id));
  const names = Object.keys(cachedColumnsOf(derived));
  const { rows } = await db.pool.query(`SELECT ${names.join(", ")}, open_key FROM incident WHERE id = $1`, [id]);
  const { open_key: openKey, ...cached } = rows[0];
  expect(cached).toEqual(cachedColumnsOf(derived));
  if (derived.status === "resolved") expect(openKey).toBeNull();
  expect((await db.store.incident(id))?.incident).toEqual(derived);
}

describe("incident store", () => {
  it("derives every cached column from the events, whatever happened in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(eventBatches, async (batches) => {
        const { incident } = await open(randomUUID());
        for (const events of batches) await db.store.transaction((tx) => tx.append(incident.id, events));
        await expectCachesToEqualEvents(incident.id);
      }),
      { numRuns: 100 },
    );
  });

  it("numbers events without a gap when many append at once", async () => {
    const { incident } = await open();
    await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        db.store.transaction((tx) => tx.append(incident.id, [note(`n${i}`), note("x")])),
      ),
    );
    const events = await db.store.events(incident.id);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 49 }, (_, i) => i + 1));
    expect((await db.store.events(incident.id, 40)).map((event) => event.seq)).toEqual([
      41, 42, 43, 44, 45, 46, 47, 48, 49,
    ]);
    expect((await db.store.events(incident.id, 40, 2)).map((event) => event.seq)).toEqual([41, 42]);
    await expectCachesToEqualEvents(incident.id);
  });

  it("answers appended events exactly as they are read back", async () => {
    const { incident } = await open();
    const appended = await db.store.transaction((tx) => tx.append(incident.id, [note("好 🔥 \\u0000")]));
    expect(await db.store.events(incident.id, 1)).toEqual(appended);
  });

  it("keeps hostile text as U+FFFD instead of refusing it", async () => {
    const { incident } = await open();
    await db.store.transaction((tx) => tx.append(incident.id, [note("a\0b\ud800c\\u0000")]));
    expect(await db.store.events(incident.id, 1)).toMatchObject([{ data: { text: "a\ufffdb\ufffdc\\u0000" } }]);
  });

  it("rolls everything back when the work throws: events, job, audit, notice", async () => {
    const { incident } = await open();
    const work = db.store.transaction(async (tx) => {
      await tx.append(incident.id, [note("never")]);
      await tx.addJob({ name: "sweep", payload: {}, key: `never:${incident.id}` });
      throw new Error("stop");
    });
    await expect(work).rejects.toThrow("stop");
    expect(await db.store.events(incident.id)).toHaveLength(1);
    const jobs = await db.pool.query("SELECT 1 FROM graphile_worker.jobs WHERE key = $1", [`never:${incident.id}`]);
    expect(jobs.rowCount).toBe(0);
  });

  it("has one open incident per key and frees the key when it is resolved", async () => {
    const { incident } = await open("default/default/one-key");
    await expect(open("default/default/one-key")).rejects.toMatchObject({ code: "conflict" });
    const resolved = {
      kind: "resolved" as const,
      at: new Date(),
      actor: FIREBREAK,
      data: { how: "person" as const, reason: "" },
    };
    await db.store.transaction((tx) => tx.append(incident.id, [resolved]));
    const again = await open("default/default/one-key");
    expect(again.number).toBeGreaterThan((await db.store.incident(incident.id))?.number ?? 0);
    expect((await db.store.transaction((tx) => tx.openIncidentOf("default/default/one-key")))?.incident.id).toBe(
      again.incident.id,
    );
  });

  it("refuses to rewrite what happened", async () => {
    await open();
    for (const statement of [
      "UPDATE incident_event SET kind = 'x'",
      "DELETE FROM incident_event",
      "TRUNCATE incident_event",
    ])
      await expect(db.pool.query(statement)).rejects.toThrow(/append-only/);
    for (const table of ["audit_entry", "setting_change", "alert_delivery"])
      await expect(db.pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/append-only/);
  });

  it("finds an incident by UUID and by number, and none for anything else", async () => {
    const { incident, number } = await open();
    expect((await db.store.incident(String(number)))?.incident.id).toBe(incident.id);
    expect((await db.store.incident(incident.id))?.number).toBe(number);
    for (const wrong of ["", "x", "' OR 1=1", randomUUID(), "99999999999999999999"])
      expect(await db.store.incident(wrong)).toBeNull();
    expect(await db.store.transaction((tx) => tx.lockIncident("not-a-uuid"))).toBeNull();
  });

  it("pages through incidents, newest first, each once, with counts per facet", async () => {
    const service = `paged-${randomUUID()}`;
    for (let i = 0; i < 5; i += 1) await open(null, service);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await db.store.incidents({ service: [service], limit: 2, ...(cursor ? { cursor } : {}) });
      expect(page.total).toBe(5);
      seen.push(...page.rows.map((row) => row.incident.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    expect((await db.store.facets({ service: [service], limit: 1 })).severity).toEqual([{ value: "SEV-2", n: 5 }]);
    expect(await db.store.services()).toContain(service);
  });

  it("finds incidents by a part of the title or service, whatever the case, by number, and never by a wildcard", async () => {
    const service = `Pay_ment%-${randomUUID()}`;
    const { incident, number } = await open(null, service);
    const found = async (search: string) => {
      const { rows } = await db.store.incidents({ service: [service], search, limit: 5 });
      return rows.map((row) => row.incident.id);
    };
    for (const search of ["pay_ment%", incident.title.toUpperCase(), String(number), `#${number}`]) {
      expect(await found(search)).toEqual([incident.id]);
    }
    for (const search of ["pay%ment", "payXment", "\\", "#", String(number + 1_000_000)]) {
      expect(await found(search)).toEqual([]);
    }
    expect((await db.store.facets({ search: service, limit: 1 })).service).toEqual([{ value: service, n: 1 }]);
  });

  it("folds again when the cached state was written by an older build", async () => {
    const { incident } = await open();
    await db.pool.query(`UPDATE incident SET state = '{"old": true}' WHERE id = $1`, [incident.id]);
    expect((await db.store.incident(incident.id))?.incident).toEqual(incident);
    await db.store.transaction((tx) => tx.append(incident.id, [note("on")]));
    await expectCachesToEqualEvents(incident.id);
  });
});

describe("live hub", () => {
  it("tells each incident once per transaction, after the commit, to its own and to all subscribers", async () => {
    const { incident } = await open();
    const heard: string[] = [];
    const third = new Promise<void>((resolve) => {
      db.live.subscribe(incident.id, ({ seq }) => {
        heard.push(`own ${seq}`);
        if (seq === 4) resolve();
      });
    });
    const stopAll = db.live.subscribe("*", ({ incidentId, seq }) => {
      if (incidentId === incident.id) heard.push(`all ${seq}`);
    });
    await expect.poll(() => db.live.isListening()).toBe(true);
    heard.length = 0;
    await db.store.transaction(async (tx) => {
      await tx.append(incident.id, [note("a")]);
      await tx.append(incident.id, [note("b")]);
    });
    await db.store.transaction((tx) => tx.append(incident.id, [note("c")]));
    await third;
    stopAll();
    expect(heard.filter((line) => line.startsWith("own"))).toEqual(["own 3", "own 4"]);
  });

  it("announces what it missed when its connection was cut", async () => {
    const { incident } = await open();
    const seqs: number[] = [];
    db.live.subscribe(incident.id, ({ seq }) => seqs.push(seq));
    await expect.poll(() => db.live.isListening()).toBe(true);
    await db.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak-live' AND datname = current_database()",
    );
    await expect.poll(() => db.live.isListening()).toBe(false);
    await db.store.transaction((tx) => tx.append(incident.id, [note("while deaf")]));
    await expect.poll(() => seqs.at(-1), { timeout: 10_000 }).toBe(2);
  });
});

describe("audit", () => {
  it("chains entries so that a changed one is found", async () => {
    const entry = (n: number) => ({
      actor: FIREBREAK,
      action: "test",
      subject: `s${n}`,
      data: { n, text: "x\0y", at: new Date(0) },
    });
    await Promise.all([1, 2, 3, 4].map((n) => db.store.transaction((tx) => tx.audit(entry(n)))));
    expect(await brokenAuditEntry(db.pool)).toBeNull();
    await db.pool.query("ALTER TABLE audit_entry DISABLE TRIGGER append_only");
    await db.pool.query(`UPDATE audit_entry SET data = '{"n": 9}' WHERE subject = 's2'`);
    await db.pool.query("ALTER TABLE audit_entry ENABLE TRIGGER append_only");
    const { rows } = await db.pool.query("SELECT id FROM audit_entry WHERE subject = 's2'");
    expect(await brokenAuditEntry(db.pool)).toBe(rows[0].id);
  });
});
