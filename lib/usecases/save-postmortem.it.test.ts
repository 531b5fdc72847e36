import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { readPostmortem } from "@/lib/queries/postmortem-page";
import { resolveIncident } from "./resolve-incident";
import { savePostmortem } from "./save-postmortem";
import { sendTestAlert } from "./send-test-alert";
import { personCaller } from "./testing/callers";

const NOW = new Date("2026-05-12T14:14:20.000Z");
const caller = personCaller("commander");
let postgres: Postgres;
let deps: Parameters<typeof savePostmortem>[0] & Parameters<typeof sendTestAlert>[0];
let counter = 0;

beforeAll(async () => {
  postgres = createPostgres({ url: (await testDatabase()).url });
  const next = () => `0197b0aa-0000-7000-8000-${String(++counter).padStart(12, "0")}`;
  deps = { store: postgres.store, clock: { now: () => NOW }, ids: { next } };
});
afterAll(() => postgres.close());

/** A fresh resolved test incident. */
async function incident(): Promise<string> {
  const { row } = await sendTestAlert(deps, { caller });
  await resolveIncident(deps, { caller, incidentId: row.incident.id, reason: "seen" });
  return row.incident.id;
}
const save = (
  incidentId: string,
  revision: number,
  markdown?: string,
  status?: "draft" | "in_review" | "signed_off" | "closed",
) => savePostmortem(deps, { caller, incidentId, revision, markdown, status });

describe("a test alert", () => {
  it("opens one marked incident, and answers it again while it is open", async () => {
    const first = await sendTestAlert(deps, { caller });
    const second = await sendTestAlert(deps, { caller });
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.row.incident).toMatchObject({ id: first.row.incident.id, origin: "test", severity: "SEV-3" });
    await resolveIncident(deps, { caller, incidentId: first.row.incident.id, reason: "seen" });
  });
});

describe("saving a post-mortem", () => {
  it("is a draft from the events until somebody saves it", async () => {
    const id = await incident();
    const row = await postgres.store.incident(id);
    if (row === null) throw new Error("missing");
    const draft = await readPostmortem(deps, row);
    expect(draft).toMatchObject({ revision: 0, status: "draft", updatedBy: null });
    expect(draft.markdown).toContain("```mermaid");
    await save(id, 0, "## Ours");
    expect(await readPostmortem(deps, row)).toMatchObject({ revision: 1, markdown: "## Ours", updatedBy: "commander" });
  });

  it("refuses a save over a revision that was not read, and keeps what is stored", async () => {
    const id = await incident();
    await save(id, 0, "one");
    await expect(save(id, 0, "two")).rejects.toMatchObject({ code: "conflict", details: { revision: 1 } });
    expect((await postgres.store.postmortem(id))?.markdown).toBe("one");
  });

  it("lets one of two saves at once win", async () => {
    const id = await incident();
    await save(id, 0, "one");
    const outcomes = await Promise.allSettled([save(id, 1, "a"), save(id, 1, "b")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await postgres.store.postmortem(id))?.revision).toBe(2);
  });

  it("goes step by step, locks what was signed, and closes the incident", async () => {
    const id = await incident();
    await save(id, 0, "text", "in_review");
    await expect(save(id, 1, undefined, "closed")).rejects.toMatchObject({ code: "conflict" });
    await save(id, 1, undefined, "signed_off");
    await expect(save(id, 2, "changed")).rejects.toMatchObject({ code: "conflict" });
    await save(id, 2, undefined, "closed");
    const row = await postgres.store.incident(id);
    expect(row?.incident.closedAt).toEqual(NOW);
    const { rows } = await postgres.pool.query("SELECT action, actor FROM audit_entry WHERE subject = $1 ORDER BY id", [
      id,
    ]);
    expect(rows.map((entry) => `${entry.action} ${entry.actor.name}`)).toEqual([
      "incident.test commander",
      "incident.resolve commander",
      "postmortem.status commander",
      "postmortem.save commander",
      "postmortem.status commander",
      "postmortem.status commander",
    ]);
  });

  it("does not close the review of an incident that is still open", async () => {
    const { row } = await sendTestAlert(deps, { caller });
    await save(row.incident.id, 0, "text", "in_review");
    await save(row.incident.id, 1, undefined, "signed_off");
    await expect(save(row.incident.id, 2, undefined, "closed")).rejects.toMatchObject({ code: "conflict" });
    await resolveIncident(deps, { caller, incidentId: row.incident.id, reason: "seen" });
  });
});
