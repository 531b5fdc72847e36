import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { openedEvent } from "@/lib/adapters/postgres/event-lists.fixture";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { FIREBREAK } from "@/lib/domain/actor";
import { BOARD_ORDERS, type BoardOrder } from "@/lib/domain/board-order";
import { EVENT_DATA } from "@/lib/domain/every-event.fixture";
import { SEVERITIES } from "@/lib/domain/severity";
import { type BoardDeps, createBoardReads, readBoard } from "./board";
import { boardQueryFrom } from "./incident-filter";

const MIN = 60_000;
const NOW = Date.UTC(2026, 4, 12, 14, 10);
let db: Postgres;
let deps: BoardDeps;

beforeAll(async () => {
  db = createPostgres({ url: (await testDatabase()).url, poolSize: 6 });
  const clock = { now: () => new Date(NOW) };
  deps = {
    store: db.store,
    clock,
    settings: { recoveryWindowMs: () => 3 * MIN },
    upstreams: { health: () => [] },
    boardReads: createBoardReads({ clock, live: db.live }),
  };
  for (let i = 0; i < 45; i += 1) await incident(i);
});
afterAll(() => db.close());

/** Every third is resolved, every fourth of the others acknowledged; ages, severities and services vary. */
async function incident(i: number): Promise<string> {
  const id = randomUUID();
  const detectedAt = new Date(NOW - (i % 7) * MIN - i * 1_000);
  const opened = openedEvent({
    service: `service-${i % 5}`,
    team: i % 2 === 0 ? "even" : "odd",
    title: i % 10 === 0 ? `100% Odd_title ${i}` : `latency ${i}`,
    severity: SEVERITIES[i % 3] ?? "SEV-3",
    detectedAt: detectedAt.toISOString(),
  });
  const at = new Date(NOW - 30_000);
  const actor = FIREBREAK;
  await db.store.transaction(async (tx) => {
    await tx.createIncident(id, null, [opened]);
    if (i % 4 === 0) await tx.append(id, [{ kind: "acknowledged", at, actor, data: {} }]);
    if (i % 3 === 0) await tx.append(id, [{ kind: "resolved", at, actor, data: { how: "person", reason: "" } }]);
  });
  return id;
}

const board = (query: string) => readBoard(deps, boardQueryFrom(new URLSearchParams(query)));
/** All rows of a query, page by page. */
async function all(query: string, limit: number) {
  const rows = [];
  let total = Number.POSITIVE_INFINITY;
  while (rows.length < total) {
    const page = await board(`${query}&offset=${rows.length}&limit=${limit}`);
    total = page.sections.reduce((sum, { n }) => sum + n, 0);
    rows.push(...page.incidents);
    if (page.incidents.length === 0) break;
  }
  return { rows, total };
}

describe("the board", () => {
  it.each(BOARD_ORDERS)(
    "by %s has every incident once, open ones before resolved ones, whatever the page",
    async (order) => {
      const { rows, total } = await all(`order=${order}`, 4);
      expect(total).toBe(45);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(45);
      expect(rows).toEqual((await all(`order=${order}`, 500)).rows);
      const firstResolved = rows.findIndex(({ status }) => status === "resolved");
      expect(firstResolved).toBe(30);
      expect(rows.slice(firstResolved).every(({ status }) => status === "resolved")).toBe(true);
    },
  );

  it("counts its sections, and only by need tells who needs a person", async () => {
    const sectionsOf = async (order: BoardOrder) => (await board(`order=${order}&limit=1`)).sections;
    expect(await sectionsOf("need")).toEqual([
      { section: "needs_person", n: 22 },
      { section: "in_hand", n: 8 },
      { section: "resolved", n: 15 },
    ]);
    expect(await sectionsOf("age")).toEqual([
      { section: "open", n: 30 },
      { section: "resolved", n: 15 },
    ]);
    const { rows } = await all("order=need", 500);
    expect(rows.slice(22, 30).every(({ acknowledgedAt }) => acknowledgedAt !== null)).toBe(true);
  });

  it.each([
    "service=service-1",
    "severity=SEV-1,SEV-3&team=odd",
    "search=LATENCY 1",
    "search=100% odd_",
    "search=service-2",
    "search=%2312",
    "search=12",
    "status=open",
    "status=resolved&team=even",
    `from=${new Date(NOW - 4 * MIN).toISOString()}&to=${new Date(NOW - 2 * MIN).toISOString()}`,
  ])("chooses open and resolved ones alike: %s", async (query) => {
    const listed = await db.store.incidents({ ...boardQueryFrom(new URLSearchParams(query)).filter, limit: 500 });
    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort();
    expect(ids((await all(query, 500)).rows)).toEqual(ids(listed.rows.map(({ incident }) => incident)));
  });

  it("finds an incident by its own service after the alerts that named it moved to another one", async () => {
    const id = await incident(1);
    const data = { ...EVENT_DATA.split_into, servicesLeft: ["elsewhere"] };
    await db.store.transaction((tx) =>
      tx.append(id, [{ kind: "split_into", at: new Date(NOW), actor: FIREBREAK, data }]),
    );
    for (const search of ["service-1", "elsewhere"]) {
      await expect
        .poll(async () => (await board(`search=${search}&limit=500`)).incidents.map((row) => row.id), {
          timeout: 5_000,
        })
        .toContain(id);
    }
  });

  it("shows a change to whoever asks after it was told", async () => {
    const before = await board("limit=1");
    const id = await incident(1);
    await expect
      .poll(async () => (await board("limit=500")).incidents.map((row) => row.id), { timeout: 5_000 })
      .toContain(id);
    expect(before.incidents.map((row) => row.id)).not.toContain(id);
  });
});
