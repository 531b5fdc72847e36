import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { alertsAnswerSchema } from "@/lib/contracts/incident-alerts";
import { incidentOf } from "@/lib/domain/incident";
import { linksOf } from "@/lib/domain/incident-command";
import { ingestAlerts } from "@/lib/usecases/ingest-alerts";
import { callRoute, type RouteOnDisk, routesOnDisk } from "../testing/route-files";
import { type Credentials, startTestApp, type TestApp } from "../testing/test-app";

// Merge, split, links, alerts inside the incident: over the routes, on a real database, with real deliveries.

let test: TestApp;
let routes: readonly RouteOnDisk[];
let responder: Credentials;
let commander: Credentials;

beforeAll(async () => {
  test = await startTestApp();
  routes = await routesOnDisk();
  responder = (await test.person("responder")).credentials;
  commander = (await test.person("commander")).credentials;
});
afterAll(() => test.close());

async function post(path: string, body: object, headers = commander): Promise<{ status: number; body: unknown }> {
  const response = await callRoute(routes, `POST /api/${path}`, { headers, body });
  return { status: response.status, body: await response.json() };
}
const alertsOf = async (id: string) =>
  alertsAnswerSchema.parse(
    await (await callRoute(routes, `GET /api/incidents/${id}/alerts`, { headers: responder })).json(),
  );

type Sent = { readonly service: string; readonly name: string; readonly startsAt: string; readonly endsAt?: string };
/** One webhook body; answers the incidents it touched. */
async function deliver(...alerts: readonly Sent[]) {
  const body = JSON.stringify({
    version: "4",
    groupKey: "g",
    alerts: alerts.map(({ service, name, startsAt, endsAt }) => ({
      status: endsAt === undefined ? "firing" : "resolved",
      labels: { alertname: name, service, severity: "critical" },
      annotations: { summary: `${name} of ${service}` },
      startsAt,
      endsAt: endsAt ?? "0001-01-01T00:00:00Z",
      fingerprint: `${name}-${service}`,
      generatorURL: "http://prometheus.example/graph",
    })),
  });
  const { app } = test;
  const delivery = {
    ...app.inbound.alertmanager(body),
    id: randomUUID(),
    source: "test",
    packed: app.intake.pack(body),
  };
  const [answer] = await ingestAlerts(app, [delivery]);
  return answer?.incidents ?? [];
}
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** An open incident of a service of its own with these alerts firing. */
async function firing(...names: readonly string[]) {
  const service = `s-${randomUUID()}`;
  const startsAt = minutesAgo(10);
  const [incident] = await deliver(...names.map((name) => ({ service, name, startsAt })));
  if (incident === undefined) throw new Error("an incident was to open");
  return { ...incident, service, startsAt };
}
const stateOf = async (id: string) => incidentOf(await test.app.store.events(id));
const kindsOf = async (id: string) => (await test.app.store.events(id)).map(({ kind }) => kind);

describe("merging", () => {
  it("moves the alerts, tells both timelines why, and is told the same again", async () => {
    const [part, whole] = [await firing("A", "B"), await firing("C")];
    const answer = await post(`incidents/${part.number}/merge`, { into: `${whole.number}`, reason: "Same release" });
    expect(answer).toEqual({ status: 200, body: { into: { id: whole.id, number: whole.number } } });
    expect(await stateOf(part.id)).toMatchObject({
      status: "resolved",
      firingCount: 0,
      mergedInto: { incidentId: whole.id, number: whole.number, reason: "Same release" },
    });
    expect(await stateOf(whole.id)).toMatchObject({
      status: "open",
      firingCount: 3,
      services: [whole.service, part.service],
    });
    expect((await alertsOf(whole.id)).alerts.map(({ alertname }) => alertname).sort()).toEqual(["A", "B", "C"]);
    const before = await kindsOf(whole.id);
    expect((await post(`incidents/${part.id}/merge`, { into: whole.id, reason: "Same release" })).status).toBe(200);
    expect(await kindsOf(whole.id)).toEqual(before);
  });

  it("sends later alerts of its place and later news of its alerts to the whole, however many merges ago", async () => {
    const [first, second, third] = [await firing("A"), await firing("B"), await firing("C")];
    await post(`incidents/${first.id}/merge`, { into: second.id, reason: "x" });
    await post(`incidents/${second.id}/merge`, { into: third.id, reason: "x" });
    const later = await deliver({ service: first.service, name: "New", startsAt: minutesAgo(1) });
    expect(later).toMatchObject([{ id: third.id, created: false }]);
    await deliver({ service: first.service, name: "A", startsAt: first.startsAt, endsAt: minutesAgo(2) });
    expect((await stateOf(third.id)).firingCount).toBe(3);
    expect(await kindsOf(first.id)).toEqual(["opened", "alerts_changed", "merged_into"]);
  });

  it("opens a new incident once the whole is over", async () => {
    const [part, whole] = [await firing("A"), await firing("B")];
    await post(`incidents/${part.id}/merge`, { into: whole.id, reason: "x" });
    await post(`incidents/${whole.id}/resolve`, { reason: "over" });
    const later = await deliver({
      service: part.service,
      name: "A",
      startsAt: new Date(Date.now() + 1_000).toISOString(),
    });
    expect(later).toMatchObject([{ created: true }]);
  });

  it("of two at once against each other lets one win, and a cycle is never made", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await firing("A"), await firing("B")];
      const answers = await Promise.all([
        post(`incidents/${a.id}/merge`, { into: b.id, reason: "x" }),
        post(`incidents/${b.id}/merge`, { into: a.id, reason: "y" }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const states = [await stateOf(a.id), await stateOf(b.id)];
      expect(states.map(({ status }) => status).sort()).toEqual(["open", "resolved"]);
      expect(states.map(({ firingCount }) => firingCount).sort()).toEqual([0, 2]);
    }
  });

  it("loses no alert that comes in at the same moment", async () => {
    const [part, whole] = [await firing("A"), await firing("B")];
    const names = Array.from({ length: 8 }, (_, index) => `N${index}`);
    await Promise.all([
      ...names.map((name) => deliver({ service: part.service, name, startsAt: minutesAgo(1) })),
      post(`incidents/${part.id}/merge`, { into: whole.id, reason: "x" }),
    ]);
    expect((await stateOf(whole.id)).firingCount).toBe(10);
    expect((await alertsOf(whole.id)).total).toBe(10);
    expect((await alertsOf(part.id)).total).toBe(0);
  });

  it("is refused with a reason a screen can say", async () => {
    const [a, over, whole] = [await firing("A"), await firing("B"), await firing("C")];
    await post(`incidents/${over.id}/resolve`, { reason: "over" });
    expect(await post(`incidents/${a.id}/merge`, { into: a.id, reason: "x" })).toMatchObject({
      status: 400,
      body: { reason: { key: "merge_self" } },
    });
    expect(await post(`incidents/${a.id}/merge`, { into: over.id, reason: "x" })).toMatchObject({
      status: 409,
      body: { reason: { key: "merge_resolved", params: { number: over.number } } },
    });
    await post(`incidents/${a.id}/merge`, { into: whole.id, reason: "x" });
    const other = await firing("D");
    expect(await post(`incidents/${other.id}/merge`, { into: a.id, reason: "x" })).toMatchObject({
      status: 409,
      body: { reason: { key: "part_of_another", params: { number: a.number, into: whole.number } } },
    });
    expect((await post(`incidents/${other.id}/merge`, { into: "999999", reason: "x" })).status).toBe(404);
  });

  it("leaves the part out of the report", async () => {
    const [part, whole] = [await firing("A"), await firing("B")];
    await post(`incidents/${part.id}/merge`, { into: whole.id, reason: "x" });
    const rows = await test.app.store.incidentTimes({
      from: new Date(Date.now() - 3_600_000),
      to: new Date(Date.now() + 60_000),
      service: part.service,
    });
    expect(rows).toMatchObject([{ id: part.id, isMerged: true }]);
  });
});

describe("splitting", () => {
  const into = z.object({ into: z.object({ id: z.string(), number: z.number() }) });

  it("opens an incident with the chosen alerts, once, and the alerts stay true to it", async () => {
    const source = await firing("A", "B", "C");
    const chosen = (await alertsOf(source.id)).alerts.filter(({ alertname }) => alertname !== "A").map(({ id }) => id);
    const body = { episodes: chosen, title: "Another cause", reason: "Other symptoms" };
    const made = await post(`incidents/${source.id}/split`, body);
    expect(made.status).toBe(201);
    const { id } = into.parse(made.body).into;
    expect(await stateOf(id)).toMatchObject({ title: "Another cause", firingCount: 2, status: "open" });
    expect((await stateOf(id)).detectedAt).toEqual(new Date(source.startsAt));
    expect(await stateOf(source.id)).toMatchObject({ firingCount: 1 });
    const again = await post(`incidents/${source.id}/split`, body);
    expect(again).toEqual({ status: 200, body: made.body });
    // Its own alert fires anew there; a new alert of the service stays with the source.
    await deliver({ service: source.service, name: "B", startsAt: source.startsAt, endsAt: minutesAgo(5) });
    expect(await deliver({ service: source.service, name: "B", startsAt: minutesAgo(1) })).toMatchObject([{ id }]);
    expect(await deliver({ service: source.service, name: "D", startsAt: minutesAgo(1) })).toMatchObject([
      { id: source.id },
    ]);
  });

  it("keeps at least one alert and takes only its own", async () => {
    const [source, other] = [await firing("A", "B"), await firing("C")];
    const own = (await alertsOf(source.id)).alerts.map(({ id }) => id);
    const foreign = (await alertsOf(other.id)).alerts.map(({ id }) => id);
    for (const [episodes, key] of [
      [own, "split_all"],
      [foreign, "alerts_elsewhere"],
      [[randomUUID()], "alerts_elsewhere"],
    ] as const) {
      const answer = await post(`incidents/${source.id}/split`, { episodes, reason: "x" });
      expect(answer).toMatchObject({ status: 400, body: { reason: { key } } });
    }
  });
});

describe("links", () => {
  it("stand on both sides, each in its own words, and go on both", async () => {
    const [a, b] = [await firing("A"), await firing("B")];
    const body = { incident: `${b.number}`, relation: "caused_by", reason: "Waits for it" };
    await post(`incidents/${a.id}/links`, body);
    await post(`incidents/${a.id}/links`, body);
    const links = async (id: string) => linksOf(await test.app.store.events(id));
    expect(await links(a.id)).toMatchObject([{ incidentId: b.id, relation: "caused_by", reason: "Waits for it" }]);
    expect(await links(b.id)).toMatchObject([{ incidentId: a.id, relation: "causes" }]);
    expect(await kindsOf(a.id)).toEqual(["opened", "alerts_changed", "incident_linked"]);
    await post(`incidents/${b.id}/unlink`, { incident: a.id, relation: "causes", reason: "It was not" });
    expect([await links(a.id), await links(b.id)]).toEqual([[], []]);
  });
});

describe("alerts inside the incident", () => {
  it("are acknowledged many at once, each once, and the incident is not", async () => {
    const { id } = await firing("A", "B", "C");
    const [first] = (await alertsOf(id)).alerts;
    const path = `incidents/${id}/alerts/acknowledge`;
    expect((await post(path, { episodes: [first?.id], note: "known" }, responder)).body).toEqual({ acknowledged: 1 });
    expect((await post(path, { episodes: "firing" })).body).toEqual({ acknowledged: 2 });
    expect((await post(path, { episodes: "firing" })).body).toEqual({ acknowledged: 0 });
    const { alerts } = await alertsOf(id);
    expect(alerts.map(({ seen }) => seen?.by)).toEqual(expect.arrayContaining(["Jonas Lind", "Ana Diaz", "Ana Diaz"]));
    expect(await stateOf(id)).toMatchObject({ acknowledgedAt: null, firingCount: 3 });
    expect((await kindsOf(id)).filter((kind) => kind === "alerts_acknowledged")).toHaveLength(2);
  });

  it("whose resolve never came end by a commander's word, say when Alertmanager was last heard, and are news again later", async () => {
    const { id, service, startsAt } = await firing("A", "B");
    const { heardOfIncidentAt, heardAt } = await alertsOf(id);
    expect(heardOfIncidentAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(heardAt?.getTime()).toBeGreaterThanOrEqual(heardOfIncidentAt?.getTime() ?? Number.POSITIVE_INFINITY);
    const body = { episodes: "firing", reason: "Alertmanager was replaced" };
    expect((await post(`incidents/${id}/alerts/end`, body, responder)).status).toBe(403);
    expect((await post(`incidents/${id}/alerts/end`, body)).body).toEqual({ ended: 2 });
    const state = await stateOf(id);
    expect(state).toMatchObject({ firingCount: 0, status: "open" });
    expect(state.alertsClearedAt).not.toBeNull();
    // The late resolve and the repeated firing change nothing; a new start does.
    await deliver({ service, name: "A", startsAt, endsAt: minutesAgo(1) });
    await deliver({ service, name: "A", startsAt });
    expect((await stateOf(id)).firingCount).toBe(0);
    await deliver({ service, name: "A", startsAt: new Date(Date.now() + 1_000).toISOString() });
    expect((await stateOf(id)).firingCount).toBe(1);
  });

  it("that fire again after a commander resolved by hand open a new incident", async () => {
    const { id, service, startsAt } = await firing("A");
    expect((await post(`incidents/${id}/resolve`, { reason: "False alarm" })).status).toBe(200);
    expect(await deliver({ service, name: "A", startsAt })).not.toMatchObject([{ created: true }]);
    const again = await deliver({ service, name: "A", startsAt: new Date(Date.now() + 1_000).toISOString() });
    expect(again).toMatchObject([{ created: true }]);
  });
});

describe("notes, pins and tasks", () => {
  it("keep the original of an edited note, and only its author edits it", async () => {
    const { id } = await firing("A");
    const noted = z.object({ seq: z.number() }).parse((await post(`incidents/${id}/notes`, { text: "slow" })).body);
    const path = `incidents/${id}/notes/${noted.seq}`;
    expect(await post(path, { text: "down" }, responder)).toMatchObject({
      status: 403,
      body: { reason: { key: "note_of_another" } },
    });
    expect((await post(path, { text: "slow, **not** down" })).status).toBe(200);
    expect((await post(path, { text: "slow, **not** down" })).status).toBe(200);
    const notes = (await test.app.store.events(id)).filter(({ kind }) => /^note/.test(kind));
    expect(notes).toMatchObject([{ data: { text: "slow" } }, { data: { ofSeq: noted.seq } }]);
    for (const wrong of [1, 99, 0])
      expect((await post(`incidents/${id}/notes/${wrong}`, { text: "x" })).status).toBe(404);
  });

  it("change a pin and a task once, however often they are asked", async () => {
    const { id } = await firing("A");
    for (const isPinned of [true, true, false, false]) await post(`incidents/${id}/pins`, { ofSeq: 1, isPinned });
    expect((await post(`incidents/${id}/pins`, { ofSeq: 999, isPinned: true })).status).toBe(404);
    const body = { title: "Tell support", personId: "me" };
    const { taskId } = z.object({ taskId: z.string() }).parse((await post(`incidents/${id}/tasks`, body)).body);
    for (const change of [
      { isDone: true },
      { isDone: true },
      { isDone: false },
      { personId: null },
      { personId: null },
    ]) {
      expect((await post(`incidents/${id}/tasks/${taskId}`, change)).status).toBe(200);
    }
    expect((await post(`incidents/${id}/tasks/${taskId}`, {})).status).toBe(400);
    expect((await post(`incidents/${id}/tasks/${randomUUID()}`, { isDone: true })).status).toBe(404);
    expect((await kindsOf(id)).slice(2)).toEqual([
      "pin_changed",
      "pin_changed",
      "task_added",
      "task_finished",
      "task_finished",
      "task_assigned",
    ]);
  });

  it("hand a duty over with both names and a note", async () => {
    const { id } = await firing("A");
    await post(`incidents/${id}/roles`, { duty: "commander", personId: "me" }, responder);
    await post(`incidents/${id}/roles`, { duty: "commander", personId: "me", note: "Plan is ready" });
    expect((await test.app.store.events(id)).at(-1)).toMatchObject({
      data: { duty: "commander", person: { name: "Ana Diaz" }, from: { name: "Jonas Lind" }, note: "Plan is ready" },
    });
  });
});
