import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { brokenAuditEntry } from "@/lib/adapters/postgres/audit-chain";
import { createServiceToken, revokeServiceToken } from "@/lib/auth";
import { API_CALLS } from "@/lib/contracts/api-calls";
import { boardSchema } from "@/lib/contracts/board";
import { incidentWireSchema } from "@/lib/contracts/incident";
import { answersOf } from "@/lib/contracts/openapi";
import { FIREBREAK } from "@/lib/domain/actor";
import type { NewEvent } from "@/lib/domain/events";
import { type Call, callRoute, type RouteOnDisk, routesOnDisk } from "../testing/route-files";
import { type Credentials, startTestApp, type TestApp, WEBHOOK_TOKEN } from "../testing/test-app";

let test: TestApp;
let routes: readonly RouteOnDisk[];
let responder: Credentials;
let commander: Credentials;
let token: Credentials;

beforeAll(async () => {
  test = await startTestApp();
  routes = await routesOnDisk();
  responder = (await test.person("responder")).credentials;
  commander = (await test.person("commander")).credentials;
  token = await test.token("read", "command", "mitigate");
});
afterAll(() => test.close());

/** Calls as a responder unless told otherwise, and holds the answer against its description. */
async function ask(target: string, call: Call = {}): Promise<{ status: number; body: unknown; response: Response }> {
  const response = await callRoute(routes, target, { headers: responder, ...call });
  const [method, address = ""] = target.split(" ");
  const path = (address.split("?")[0] ?? "").split("/");
  const described = API_CALLS.filter((candidate) => {
    const pattern = candidate.path.split("/");
    const fits = pattern.every((part, index) => part.startsWith("{") || part === path[index]);
    return candidate.method === method && pattern.length === path.length && fits;
  }).sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
  if (described === undefined) throw new Error(`${target} is not described`);
  const answer = answersOf(described)[response.status];
  if (answer === undefined) throw new Error(`${target} answered ${response.status}, which is not described`);
  const type = response.headers.get("content-type") ?? "";
  const body: unknown = type.includes("json") ? await response.json() : await response.text();
  if ("schema" in answer) z.parse(answer.schema, body);
  else expect(answer.media.some((media) => type.startsWith(media))).toBe(true);
  return { status: response.status, body, response };
}

async function as<S extends z.core.$ZodType>(schema: S, asked: Promise<{ body: unknown }>): Promise<z.output<S>> {
  return z.parse(schema, (await asked).body);
}

const declaration = (over: object = {}) => ({ title: "Checkout is slow", service: `s-${randomUUID()}`, ...over });
const declare = () => as(incidentWireSchema, ask("POST /api/incidents", { body: declaration() }));
const events = (id: string) => test.app.store.events(id);
const append = (id: string, ...added: NewEvent[]) => test.app.store.transaction((tx) => tx.append(id, added));

const firing = (firingNow: number): NewEvent => ({
  kind: "alerts_changed",
  at: new Date(),
  actor: FIREBREAK,
  data: {
    deliveryId: randomUUID(),
    fired: firingNow,
    resolved: 0,
    firingNow,
    earliestStartsAt: null,
    latestEndsAt: null,
    episodes: [],
    truncatedAlerts: 0,
    services: [],
  },
});
const diagnosed = (): NewEvent => ({
  kind: "diagnosed",
  at: new Date(),
  actor: FIREBREAK,
  data: {
    diagnosisId: randomUUID(),
    durationMs: 1,
    hypotheses: [
      {
        id: "h1",
        rank: 1,
        cause: { service: "order", trigger: "release", mechanism: "latency" },
        version: "v2",
        confidence: 0.9,
        mitigation: "rollback",
      },
    ],
    classes: [],
    onsetAt: null,
    isInsufficient: false,
    gaps: [],
  },
});

type Command = {
  readonly path: string;
  readonly body?: object;
  readonly status: number;
  readonly kind?: NewEvent["kind"];
  readonly audited?: string;
};
const AT = "2026-11-01T10:00:00.000Z";
const COMMANDS: readonly Command[] = [
  { path: "acknowledge", status: 200, kind: "acknowledged", audited: "incident.acknowledge" },
  { path: "notes", body: { text: "Looking at *order*" }, status: 201, kind: "note_added", audited: "incident.note" },
  {
    path: "status-updates",
    body: { conditions: "Slow checkout" },
    status: 201,
    kind: "status_update",
    audited: "incident.status_update",
  },
  { path: "pins", body: { ofSeq: 1, isPinned: true }, status: 200, kind: "pin_changed", audited: "incident.pin" },
  { path: "tasks", body: { title: "Tell support" }, status: 201, kind: "task_added", audited: "incident.add_task" },
  { path: "alerts/acknowledge", body: { episodes: "firing" }, status: 200 },
  {
    path: "roles",
    body: { duty: "scribe", personId: "me" },
    status: 200,
    kind: "duty_assigned",
    audited: "incident.assign_duty",
  },
  {
    path: "severity",
    body: { severity: "SEV-1", reason: "Everybody" },
    status: 200,
    kind: "severity_changed",
    audited: "incident.severity",
  },
  { path: "impact", body: { at: AT }, status: 200, kind: "impact_entered", audited: "incident.impact" },
  {
    path: "corrections",
    body: { ofSeq: 1, at: AT, reason: "Clock" },
    status: 200,
    kind: "time_corrected",
    audited: "incident.correct_time",
  },
  {
    path: "hypotheses/judge",
    body: { hypothesisId: "h1", verdict: "accepted" },
    status: 200,
    kind: "hypothesis_judged",
    audited: "incident.judge",
  },
  { path: "resolve", body: { reason: "Gone" }, status: 200, kind: "resolved", audited: "incident.resolve" },
  { path: "snapshots", status: 202, audited: "incident.snapshot" },
  { path: "mitigations", body: { kind: "rollback" }, status: 422 },
];
const WITH_BODY = COMMANDS.filter((command) => command.body !== undefined);

describe.each(COMMANDS)("POST /api/incidents/{id}/$path", ({ path, body, status, kind, audited }) => {
  it("does it by UUID and by number, and records who did", async () => {
    for (const by of ["id", "number"] as const) {
      const incident = await declare();
      await append(incident.id, diagnosed());
      const { rows: before } = await test.app.postgres.pool.query("SELECT count(*)::int AS n FROM audit_entry");
      const answer = await ask(`POST /api/incidents/${incident[by]}/${path}`, { body });
      expect(answer.status).toBe(status);
      if (kind) {
        const last = (await events(incident.id)).at(-1);
        expect(last).toMatchObject({ kind, actor: { kind: "person", name: "Jonas Lind" } });
      }
      const { rows } = await test.app.postgres.pool.query("SELECT action, subject, actor FROM audit_entry ORDER BY id");
      const added = rows.slice(before[0].n);
      const entry = { action: audited, subject: incident.id, actor: { kind: "person", name: "Jonas Lind" } };
      expect(added).toMatchObject(audited ? [entry] : []);
    }
    expect(await brokenAuditEntry(test.app.postgres.pool)).toBeNull();
  });

  it("says not found for an incident that is not there, whatever the id looks like", async () => {
    for (const id of [
      randomUUID(),
      "999999999",
      "0",
      "-1",
      "1e3",
      "%00",
      "%27%20OR%201%3D1",
      "%F0%9F%94%A5",
      "99999999999999999999",
    ]) {
      expect((await ask(`POST /api/incidents/${id}/${path}`, { body })).status, id).toBe(404);
    }
  });

  it("needs the Origin of this site with a cookie, and none with a token", async () => {
    const { id } = await declare();
    await append(id, diagnosed());
    const before = await events(id);
    const { cookie = "" } = responder;
    for (const origin of [undefined, "null", "https://evil.example", "http://127.0.0.1:3001", ""]) {
      const headers = origin === undefined ? { cookie } : { cookie, origin };
      expect((await ask(`POST /api/incidents/${id}/${path}`, { headers, body })).status, origin).toBe(403);
    }
    expect(await events(id)).toEqual(before);
    // A token is no person and takes no duty; it may hand one back.
    const given = path === "roles" ? { duty: "scribe", personId: null } : body;
    expect((await ask(`POST /api/incidents/${id}/${path}`, { headers: token, body: given })).status).toBe(status);
  });
});

describe.each(WITH_BODY)("the body of POST /api/incidents/{id}/$path", ({ path, body }) => {
  it("is refused when it is not understood, and nothing happens", async () => {
    const { id } = await declare();
    const before = await events(id);
    const wrongType = Object.fromEntries(Object.keys(body ?? {}).map((key) => [key, { no: ["such"] }]));
    const tooLong = Object.fromEntries(Object.keys(body ?? {}).map((key) => [key, "x".repeat(9_000)]));
    const garbage = ["", "{}", "null", "[]", "7", '"text"', "{", "<xml/>", "\0", '{"a":1}{', wrongType, tooLong];
    for (const sent of garbage) {
      const answer = await ask(`POST /api/incidents/${id}/${path}`, { body: sent });
      expect(answer, String(sent)).toMatchObject({ status: 400, body: { error: { code: "invalid_input" } } });
    }
    expect(await events(id)).toEqual(before);
  });

  it("may have 1 MiB and no more, counted in bytes, announced or not", async () => {
    const { id } = await declare();
    const large = JSON.stringify({ ...body, padding: "é".repeat(600_000) });
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    });
    for (const sent of [large, endless]) {
      expect((await ask(`POST /api/incidents/${id}/${path}`, { body: sent })).status).toBe(413);
    }
    const lying = { headers: { ...responder, "content-length": "9999999" }, body };
    expect((await ask(`POST /api/incidents/${id}/${path}`, lying)).status).toBe(413);
  });
});

describe("declaring", () => {
  it("opens an incident and starts its work", async () => {
    const answer = await ask("POST /api/incidents", { body: declaration({ severity: "SEV-2", team: "checkout" }) });
    expect(answer).toMatchObject({ status: 201, body: { severity: "SEV-2", team: "checkout", status: "open" } });
    const { id } = incidentWireSchema.parse(answer.body);
    const { rows } = await test.app.postgres.pool.query("SELECT key FROM graphile_worker.jobs WHERE key LIKE $1", [
      `%${id}`,
    ]);
    expect(rows.map(({ key }) => key).sort()).toEqual([`diagnose:${id}`, `watch:${id}`]);
  });

  it("a second time says where to work", async () => {
    const body = declaration();
    const first = await as(incidentWireSchema, ask("POST /api/incidents", { body }));
    const second = await ask("POST /api/incidents", { body });
    expect(second).toMatchObject({ status: 409, body: { incident: { id: first.id, number: first.number } } });
  });

  it("twice at once opens one", async () => {
    const body = declaration();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask("POST /api/incidents", { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const { id } = incidentWireSchema.parse(answers.find(({ status }) => status === 201)?.body);
    for (const { status, body: told } of answers) {
      if (status === 409) expect(told).toMatchObject({ error: { code: "conflict" }, incident: { id } });
    }
  });

  it("survives hostile names", async () => {
    const body = { title: "a\0b", service: `s\0-${randomUUID()}\ud800`, team: "t\0", environment: "\0" };
    expect(await ask("POST /api/incidents", { body })).toMatchObject({ status: 201, body: { team: "t\ufffd" } });
    expect((await ask("POST /api/incidents", { body })).status).toBe(409);
  });

  it("refuses what is not understood", async () => {
    for (const body of ["", "[]", "{", declaration({ severity: "SEV-9" }), declaration({ title: "  " })]) {
      expect((await ask("POST /api/incidents", { body })).status).toBe(400);
    }
  });
});

describe("the life of an incident", () => {
  it("has one acknowledgement, however often and by how many", async () => {
    const { id } = await declare();
    const asked = [responder, commander, token].map((headers) =>
      ask(`POST /api/incidents/${id}/acknowledge`, { headers }),
    );
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await events(id)).filter(({ kind }) => kind === "acknowledged")).toHaveLength(1);
  });

  it("is not resolved by a responder while alerts fire, but by a commander with a reason", async () => {
    const { id } = await declare();
    await append(id, firing(2));
    const path = `POST /api/incidents/${id}/resolve`;
    const body = { reason: "Known false alarm" };
    expect((await ask(path, { body })).status).toBe(403);
    expect((await ask(path, { headers: token, body })).status).toBe(403);
    expect((await ask(path, { headers: commander, body: { reason: " " } })).status).toBe(400);
    expect((await ask(path, { headers: commander, body })).status).toBe(200);
    expect(await ask(`GET /api/incidents/${id}`)).toMatchObject({
      body: { status: "resolved", resolution: { how: "person", reason: "Known false alarm" } },
    });
    expect((await ask(path, { headers: commander, body })).status).toBe(409);
  });

  it("is resolved by a responder once the alerts are clear", async () => {
    const { id } = await declare();
    await append(id, firing(1), firing(0));
    expect((await ask(`POST /api/incidents/${id}/resolve`, { body: { reason: "Clear" } })).status).toBe(200);
  });

  it("keeps the original when a time is corrected", async () => {
    const { id, openedAt } = await declare();
    const body = { ofSeq: 1, at: AT, reason: "The pager was late" };
    expect((await ask(`POST /api/incidents/${id}/corrections`, { body })).status).toBe(200);
    const told = await ask(`GET /api/incidents/${id}/events`);
    expect(told.body).toMatchObject({
      events: [
        { seq: 1, kind: "opened", at: openedAt },
        { seq: 2, kind: "time_corrected", data: { ofSeq: 1, at: AT } },
      ],
    });
    expect(await ask(`GET /api/incidents/${id}`)).toMatchObject({ body: { openedAt: AT } });
    const future = { ...body, at: new Date(Date.now() + 3_600_000).toISOString() };
    expect((await ask(`POST /api/incidents/${id}/corrections`, { body: future })).status).toBe(400);
    expect((await ask(`POST /api/incidents/${id}/corrections`, { body: { ...body, ofSeq: 99 } })).status).toBe(404);
    expect((await ask(`POST /api/incidents/${id}/impact`, { body: { at: future.at } })).status).toBe(400);
  });

  it("keeps hostile text readable", async () => {
    const { id } = await declare();
    await ask(`POST /api/incidents/${id}/notes`, { body: { text: "a\0b\ud800c <script> 🔥 事故" } });
    expect(await ask(`GET /api/incidents/${id}/events?after=1`)).toMatchObject({
      body: { events: [{ data: { text: "a\ufffdb\ufffdc <script> 🔥 事故" } }] },
    });
  });

  it("gives duties to people who are there", async () => {
    const { id } = await declare();
    const { id: personId } = await test.person("commander");
    const path = `POST /api/incidents/${id}/roles`;
    expect(await ask(path, { body: { duty: "commander", personId } })).toMatchObject({
      status: 200,
      body: { person: { id: personId, name: "Ana Diaz" } },
    });
    expect(await ask(`GET /api/incidents/${id}`)).toMatchObject({ body: { commander: "Ana Diaz" } });
    await test.app.accounts.setDisabled(`${personId}@example.test`, true);
    for (const nobody of [personId, randomUUID(), "me too"]) {
      expect((await ask(path, { body: { duty: "scribe", personId: nobody } })).status).toBe(400);
    }
    expect((await ask(path, { headers: token, body: { duty: "scribe", personId: "me" } })).status).toBe(400);
    expect(await ask(path, { body: { duty: "commander", personId: null } })).toMatchObject({ body: { person: null } });
  });
});

describe("reading", () => {
  it("tells an incident in every form, by UUID and by number", async () => {
    const { id, number } = await declare();
    for (const by of [id, number]) {
      expect((await ask(`GET /api/incidents/${by}`)).body).toMatchObject({ id, number });
      for (const part of ["events", "hypotheses", "mitigations", "snapshots"]) {
        expect((await ask(`GET /api/incidents/${by}/${part}`)).status).toBe(200);
      }
      for (const format of ["sequence", "gantt", "timeline", "json", "csv", "markdown"]) {
        expect((await ask(`GET /api/incidents/${by}/timeline?format=${format}`)).status).toBe(200);
      }
    }
    expect((await ask(`GET /api/incidents/${id}/timeline?format=xml`)).status).toBe(400);
    for (const path of ["", "/events", "/timeline", "/hypotheses", "/mitigations", "/snapshots"]) {
      expect((await ask(`GET /api/incidents/${randomUUID()}${path}`)).status).toBe(404);
    }
  });

  it("drafts a post-mortem from the events and keeps the one that is saved", async () => {
    const { id } = await declare();
    const path = `/api/incidents/${id}/postmortem`;
    expect(await ask(`GET ${path}`)).toMatchObject({ status: 200, body: { revision: 0, status: "draft" } });
    const body = { revision: 0, markdown: "# What happened" };
    expect(await ask(`PUT ${path}`, { body })).toMatchObject({ status: 200, body: { revision: 1 } });
    expect((await ask(`PUT ${path}`, { body })).status).toBe(409);
    expect((await ask(`PUT ${path}`, { body: { revision: "x" } })).status).toBe(400);
    expect((await ask(`PUT /api/incidents/${randomUUID()}/postmortem`, { body })).status).toBe(404);
    expect(await ask(`GET ${path}.md`)).toMatchObject({ status: 200, body: "# What happened" });
    expect((await ask(`GET ${path}.pdf`)).status).toBe(501);
  });

  it("pages through incidents", async () => {
    const service = `s-${randomUUID()}`;
    for (const team of ["a", "b", "c"]) await ask("POST /api/incidents", { body: declaration({ service, team }) });
    const first = await ask(`GET /api/incidents?service=${service}&limit=2`);
    expect(first.body).toMatchObject({ total: 3, incidents: [{ team: "c" }, { team: "b" }] });
    const { nextCursor } = Object(first.body);
    const second = await ask(`GET /api/incidents?service=${service}&limit=2&cursor=${nextCursor}`);
    expect(second.body).toMatchObject({ total: 3, incidents: [{ team: "a" }], nextCursor: null });
    expect((await ask(`GET /api/incidents?cursor=%00&limit=-5&from=yesterday&status=%00`)).status).toBe(200);
    expect((await ask(`GET /api/incidents.csv?service=${service}`)).body).toContain(service);
    expect((await ask("GET /api/board")).status).toBe(200);
  });

  it("finds no plan and no snapshot that is not there", async () => {
    for (const id of [randomUUID(), "1", "%00"]) {
      expect((await ask(`GET /api/mitigations/${id}`)).status).toBe(404);
      expect((await ask(`GET /api/snapshots/${id}`)).status).toBe(404);
      const body = { digest: "0123456789abcdef", confirm: "" };
      expect((await ask(`POST /api/mitigations/${id}/approve`, { headers: commander, body })).status).toBe(404);
    }
  });

  it("says of a snapshot that it is not sealed yet", async () => {
    const { id } = await declare();
    const asked = await ask(`POST /api/incidents/${id}/snapshots`);
    const location = asked.response.headers.get("location") ?? "";
    expect(await ask(`GET ${location}`)).toMatchObject({ status: 202, body: { incidentId: id, status: "pending" } });
  });

  it("shows status words to anybody and components to who may read", async () => {
    const anonymous = await ask("GET /api/health", { headers: {} });
    expect(anonymous).toMatchObject({ status: 200 });
    expect(anonymous.body).not.toHaveProperty("components");
    const webhook = { authorization: `Bearer ${WEBHOOK_TOKEN}` };
    expect((await ask("GET /api/health", { headers: webhook })).body).not.toHaveProperty("components");
    expect((await ask("GET /api/health")).body).toHaveProperty("components.database.status", "UP");
    expect(await ask("GET /api/ready", { headers: {} })).toMatchObject({ status: 200, body: { status: "READY" } });
    expect((await ask("GET /metrics")).status).toBe(200);
    expect((await ask("GET /api/openapi.json")).status).toBe(200);
  });
});

it("reports to who may", async () => {
  for (const query of ["", "?days=30&severity=SEV-1", "?days=soon&team=%00&service=%27"]) {
    expect((await ask(`GET /api/reports/mttx${query}`)).body).toHaveProperty("measures");
    expect((await ask(`GET /api/reports/mttx.csv${query}`)).status).toBe(200);
    expect((await ask(`GET /api/reports/rollbacks.csv${query}`)).status).toBe(200);
  }
});

describe("tokens", () => {
  it("work until they are revoked", async () => {
    const text = await createServiceToken("CI", ["read"]);
    const headers = { authorization: `Bearer ${text}` };
    expect((await ask("GET /api/incidents", { headers })).status).toBe(200);
    expect((await ask("POST /api/incidents", { headers, body: declaration() })).status).toBe(403);
    await revokeServiceToken(text.split("_")[1] ?? "");
    const after = await ask("GET /api/incidents", { headers });
    expect(after).toMatchObject({ status: 401, body: { error: { code: "unauthenticated" } } });
    expect(after.response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("tell of changes, each stored once; people do not", async () => {
    const headers = { authorization: `Bearer ${WEBHOOK_TOKEN}` };
    const body = { service: "order", version: "v2", commit: "3f1c2ab", kind: "deploy", at: AT };
    const path = "POST /api/webhooks/change";
    expect((await ask(path, { headers, body })).body).toEqual({ accepted: 1, duplicates: 0 });
    expect((await ask(path, { headers, body })).body).toEqual({ accepted: 1, duplicates: 1 });
    expect((await ask(path, { headers, body: { ...body, kind: "mood" } })).status).toBe(400);
    expect((await ask(path, { headers: commander, body })).status).toBe(403);
  });
});

it("opens one test incident at a time, marked as one, which the board shows and no report counts", async () => {
  const counted = async () => {
    const { incidents, excludedTests } = Object((await ask("GET /api/reports/mttx?days=7")).body);
    return { incidents, excludedTests };
  };
  const before = await counted();
  const first = await ask("POST /api/incidents/test");
  const second = await ask("POST /api/incidents/test");
  expect([first.status, second.status]).toEqual([201, 200]);
  const { id, origin } = incidentWireSchema.parse(first.body);
  expect(incidentWireSchema.parse(second.body).id).toBe(id);
  expect(origin).toBe("test");
  const board = boardSchema.parse((await ask("GET /api/board?limit=500")).body);
  expect(board.incidents.find((row) => row.id === id)).toMatchObject({ origin: "test", status: "open" });
  expect(await counted()).toEqual({ ...before, excludedTests: before.excludedTests + 1 });
});

it("says of what is not built that it is not", async () => {
  for (const target of ["POST /api/incidents/import", "POST /api/loadtests", "GET /api/reports/slo"]) {
    const answer = await ask(target, { headers: commander });
    expect(answer).toMatchObject({ status: 501, body: { error: { code: "not_yet" } } });
  }
});

it("leaks no text of an unknown failure", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const incident = vi.spyOn(test.app.store, "incident").mockRejectedValueOnce(new Error("secret table is missing"));
  const response = await callRoute(routes, `GET /api/incidents/${randomUUID()}`, { headers: responder });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret");
  expect(log).toHaveBeenCalledOnce();
  incident.mockRestore();
  log.mockRestore();
});
