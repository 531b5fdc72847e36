import { randomUUID } from "node:crypto";
import { createServer, get } from "node:http";
import { afterAll, expect, it } from "vitest";
import { createPostgres } from "@/lib/adapters/postgres/client";
import { openedEvent } from "@/lib/adapters/postgres/event-lists.fixture";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import type { Caller } from "@/lib/domain/actor";
import { createLive } from "./live";
import { createPresence } from "./presence";

// Two replicas on one database: who streams from one is named on the other's streams.

const PATIENCE = { timeout: 10_000 };
const closers: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

async function replica(url: string) {
  const listeners = new Set<(payload: string) => void>();
  const db = createPostgres({
    url,
    poolSize: 3,
    onPresence: (payload) => {
      for (const listener of listeners) listener(payload);
    },
  });
  const errors: unknown[] = [];
  const presence = createPresence({
    bus: {
      publish: db.notifyPresence,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    processId: randomUUID(),
    nowMs: () => performance.now(),
    onError: (error) => errors.push(error),
    tellEveryMs: 20,
  });
  const live = createLive({
    store: db.store,
    hub: db.live,
    presence,
    onError: (error) => errors.push(error),
    authenticate: async (headers) => personOf(headers.get("x-person") ?? ""),
  });
  const server = createServer((request, response) => void live.handleBrowser(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  closers.push(async () => {
    live.close();
    presence.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await db.close();
    expect(errors).toEqual([]);
  });
  await expect.poll(() => db.live.isListening(), PATIENCE).toBe(true);
  return { db, base: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
}

function personOf(name: string): Caller {
  return JSON.parse(JSON.stringify({ kind: "person", id: name, name, email: "", role: "responder" }));
}

/** A person's stream of one incident: the names that it was told last. */
function look(base: string, incidentId: string, person: string) {
  let text = "";
  const request = get(`${base}/api/live?incident=${incidentId}:0`, { headers: { "x-person": person }, agent: false });
  request.on("error", () => undefined);
  request.on("response", (response) => {
    response.on("error", () => undefined);
    response.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  });
  const names = () => {
    const last = [...text.matchAll(/event: presence\ndata: (.*)\n/g)].at(-1)?.[1];
    const told: { viewers: { name: string }[] } = JSON.parse(last ?? '{"viewers":[]}');
    return told.viewers.map(({ name }) => name);
  };
  return { names, leave: () => request.destroy() };
}

it("names who looks, over two replicas, and forgets who left", async () => {
  const { url } = await testDatabase();
  const [one, two] = [await replica(url), await replica(url)];
  const { incident } = await one.db.store.transaction((tx) => tx.createIncident(randomUUID(), null, [openedEvent()]));
  const ana = look(one.base, incident.id, "Ana Diaz");
  const li = look(two.base, incident.id, "Li Wei");
  await expect.poll(ana.names, PATIENCE).toEqual(["Ana Diaz", "Li Wei"]);
  await expect.poll(li.names, PATIENCE).toEqual(["Ana Diaz", "Li Wei"]);
  ana.leave();
  await expect.poll(li.names, PATIENCE).toEqual(["Li Wei"]);
});
