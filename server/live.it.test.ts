import { randomUUID } from "node:crypto";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import { openedEvent } from "@/lib/adapters/postgres/event-lists.fixture";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { eventFromWire } from "@/lib/contracts/events";
import { MAX_LIVE_INCIDENTS } from "@/lib/contracts/live";
import { type Caller, FIREBREAK } from "@/lib/domain/actor";
import { createLive, type Live, type LiveOptions } from "./live";

let db: Postgres;
let live: Live;
let server: Server;
let base: string;
let mayRead: boolean;
const errors: unknown[] = [];

beforeEach(async () => {
  db = createPostgres({ url: (await testDatabase()).url, poolSize: 5 });
  errors.length = 0;
  mayRead = true;
});
afterEach(async () => {
  live.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await db.close();
  expect(errors).toEqual([]);
});

async function start(options: Partial<LiveOptions> = {}): Promise<void> {
  live = createLive({
    store: db.store,
    hub: db.live,
    authenticate: async () => (mayRead ? reader() : null),
    onError: (error) => errors.push(error),
    ...options,
  });
  server = createServer((request, response) => {
    const id = /^\/incidents\/([^/?]+)\/live/.exec(request.url ?? "")?.[1];
    void (id === undefined ? live.handleBrowser(request, response) : live.handleIncident(request, response, id));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

function reader(): Caller {
  return JSON.parse(JSON.stringify({ kind: "token", id: "t", name: "test", scopes: ["read"] }));
}

type Client = { readonly response: IncomingMessage; text(): string; seqs(): number[]; ended(): boolean; leave(): void };

function listen(path: string, headers: Record<string, string> = {}): Promise<Client> {
  return new Promise((resolve, reject) => {
    const request = get(`${base}${path}`, { headers, agent: false }, (response) => {
      let text = "";
      let isEnded = false;
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("close", () => {
        isEnded = true;
      });
      response.on("error", () => {});
      resolve({
        response,
        text: () => text,
        seqs: () => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1])),
        ended: () => isEnded,
        leave: () => request.destroy(),
      });
    });
    request.on("error", reject);
  });
}

const open = () => db.store.transaction((tx) => tx.createIncident(randomUUID(), null, [openedEvent()]));
const note = (text: string) => ({ kind: "note_added" as const, at: new Date(), actor: FIREBREAK, data: { text } });
const append = (id: string, ...texts: string[]) => db.store.transaction((tx) => tx.append(id, texts.map(note)));
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe("an incident's stream", () => {
  it("sends what happened, then what happens, as in GET /events, uncompressed and uncached", async () => {
    await start();
    const { incident } = await open();
    const client = await listen(`/incidents/${incident.id}/live`);
    expect(client.response.statusCode).toBe(200);
    expect(client.response.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
    });
    await expect.poll(client.seqs).toEqual([1]);
    await append(incident.id, "好\n🔥");
    await expect.poll(client.seqs).toEqual([1, 2]);
    const sent = [...client.text().matchAll(/^event: incident-event\ndata: (.*)$/gm)].map((m) =>
      eventFromWire(JSON.parse(m[1] ?? "")),
    );
    expect(sent).toEqual(await db.store.events(incident.id));
  });

  it("resumes after Last-Event-ID, or ?after=, without a gap or a double while events keep coming", async () => {
    await start();
    const { incident, number } = await open();
    const seen: number[] = [];
    let written = 1;
    const writing: Promise<unknown>[] = [];
    for (let connection = 0; connection < 8; connection += 1) {
      for (let i = 0; i < 8; i += 1) writing.push(append(incident.id, `n${connection}.${i}`));
      written += 8;
      const last = seen.at(-1) ?? 0;
      const client =
        connection % 2 === 0
          ? await listen(`/incidents/${number}/live`, { "last-event-id": String(last) })
          : await listen(`/incidents/${incident.id}/live?after=${last}`);
      // Every connection but the last is cut somewhere in the middle of what comes.
      const wanted = connection === 7 ? written : last + 3;
      await expect.poll(() => client.seqs().at(-1) ?? 0).toBeGreaterThanOrEqual(wanted);
      seen.push(...client.seqs());
      client.leave();
    }
    await Promise.all(writing);
    expect(seen).toEqual(upTo(written));
  });

  it("gives every one of many viewers every event", async () => {
    await start();
    const { incident } = await open();
    const clients = await Promise.all(Array.from({ length: 40 }, () => listen(`/incidents/${incident.id}/live`)));
    await Promise.all(Array.from({ length: 20 }, (_, i) => append(incident.id, `a${i}`, `b${i}`)));
    for (const client of clients) await expect.poll(client.seqs, { timeout: 10_000 }).toEqual(upTo(41));
  });

  it("sends a long history whole, page by page", async () => {
    await start();
    const { incident } = await open();
    await append(incident.id, ...upTo(1_300).map(String));
    const client = await listen(`/incidents/${incident.id}/live`);
    await expect.poll(() => client.seqs().length, { timeout: 10_000 }).toBe(1_301);
    expect(client.seqs()).toEqual(upTo(1_301));
  });

  it("goes on after the LISTEN connection was cut", async () => {
    await start();
    const { incident } = await open();
    const client = await listen(`/incidents/${incident.id}/live`);
    await expect.poll(client.seqs).toEqual([1]);
    await expect.poll(() => db.live.isListening()).toBe(true);
    await db.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak-live' AND datname = current_database()",
    );
    await append(incident.id, "while deaf");
    await expect.poll(client.seqs, { timeout: 10_000 }).toEqual([1, 2]);
  });

  it("ends when the reader's access is revoked", async () => {
    await start({ recheckMs: 20 });
    const { incident } = await open();
    const client = await listen(`/incidents/${incident.id}/live`);
    await expect.poll(client.seqs).toEqual([1]);
    mayRead = false;
    await expect.poll(client.ended).toBe(true);
  });

  it("beats in comments so that proxies keep it open", async () => {
    await start({ heartbeatMs: 20 });
    const { incident } = await open();
    const client = await listen(`/incidents/${incident.id}/live`);
    await expect.poll(client.text).toContain(": heartbeat\n\n");
  });

  it("asks clients to come back in a second when the process stops", async () => {
    await start();
    const { incident } = await open();
    const client = await listen(`/incidents/${incident.id}/live`);
    await expect.poll(client.seqs).toEqual([1]);
    live.close();
    await expect.poll(client.ended).toBe(true);
    expect(client.text().endsWith("retry: 1000\n\n")).toBe(true);
    await expect.poll(() => live.openStreams()).toBe(0);
  });

  it("answers 401, 404 and 503 instead of a stream", async () => {
    await start({ maxStreams: 1 });
    const { incident } = await open();
    expect((await listen(`/incidents/${randomUUID()}/live`)).response.statusCode).toBe(404);
    const first = await listen(`/incidents/${incident.id}/live`);
    const second = await listen(`/incidents/${incident.id}/live`);
    expect(second.response.statusCode).toBe(503);
    expect(second.response.headers["retry-after"]).toBe("1");
    first.leave();
    await expect.poll(() => live.openStreams()).toBe(0);
    mayRead = false;
    expect((await listen(`/incidents/${incident.id}/live`)).response.statusCode).toBe(401);
  });
});

describe("the board's stream", () => {
  it("names each incident that changed, with its number", async () => {
    await start();
    const client = await listen("/live");
    await expect.poll(() => db.live.isListening()).toBe(true);
    const { incident, number } = await open();
    await append(incident.id, "x");
    await expect
      .poll(client.text)
      .toContain(`event: incident-changed\ndata: ${JSON.stringify({ incidentId: incident.id, seq: 2, number })}\n\n`);
  });
});

describe("a browser's stream", () => {
  /** What has arrived whole. */
  const whole = (text: string) => text.slice(0, text.lastIndexOf("\n\n") + 2);
  const placesOf = (text: string) =>
    whole(text)
      .match(/^id: .*$/gm)
      ?.at(-1)
      ?.slice(4) ?? "";
  const seqsOf = (text: string, id: string): number[] =>
    [...whole(text).matchAll(/^data: (.*)$/gm)]
      .map((line) => JSON.parse(line[1] ?? ""))
      .filter((data) => data.incidentId === id && "kind" in data)
      .map((data) => data.seq);

  it("sends the events of several incidents, each after what is known of it, and no notices unless asked", async () => {
    await start();
    const [first, second] = [await open(), await open()];
    await append(first.incident.id, "a", "b");
    const client = await listen(`/live?incident=${first.incident.id}:2&incident=${second.number}`);
    await append(second.incident.id, "c");
    await expect.poll(() => seqsOf(client.text(), second.incident.id)).toEqual([1, 2]);
    await expect.poll(() => seqsOf(client.text(), first.incident.id)).toEqual([3]);
    expect(client.text()).not.toContain("incident-changed");
  });

  it("resumes all of them from one Last-Event-ID, whatever comes meanwhile", async () => {
    await start();
    const rows = [await open(), await open(), await open()];
    const query = rows.map(({ incident }) => `incident=${incident.id}`).join("&");
    const seen = rows.map((): number[] => []);
    let lastId = "";
    const writing: Promise<unknown>[] = [];
    for (let connection = 0; connection < 5; connection += 1) {
      for (const { incident } of rows) for (let i = 0; i < 4; i += 1) writing.push(append(incident.id, `n${i}`));
      const client = await listen(`/live?${query}`, lastId === "" ? {} : { "last-event-id": lastId });
      // Every connection but the last is cut somewhere in the middle of what comes.
      const text = client.text;
      const reached = (index: number) => seqsOf(text(), rows[index]?.incident.id ?? "").at(-1) ?? 0;
      const cutAt = (seen[0]?.at(-1) ?? 0) + 2;
      await expect
        .poll(() => (connection === 4 ? rows.every((_, index) => reached(index) === 21) : reached(0) >= cutAt))
        .toBe(true);
      const cut = text();
      for (const [index, { incident }] of rows.entries()) seen[index]?.push(...seqsOf(cut, incident.id));
      lastId = placesOf(cut);
      client.leave();
    }
    await Promise.all(writing);
    expect(seen).toEqual(rows.map(() => upTo(21)));
  });

  it("says which incidents there are not, and goes on with the others and the board's notices", async () => {
    await start();
    const { incident, number } = await open();
    const gone = randomUUID();
    const client = await listen(`/live?board=1&incident=${gone}:3&incident=${incident.id}:1`);
    await expect.poll(client.text).toContain(`event: incident-missing\ndata: {"incident":"${gone}"}\n\n`);
    await expect.poll(() => db.live.isListening()).toBe(true);
    await append(incident.id, "x");
    await expect.poll(() => seqsOf(client.text(), incident.id)).toEqual([2]);
    await expect.poll(client.text).toContain(`"number":${number}`);
    await expect.poll(client.text).toContain("event: incident-changed");
  });

  it("refuses what it cannot read and more than a browser has rooms", async () => {
    await start();
    for (const query of [
      "incident=x'",
      "incident=1:-2",
      Array.from({ length: MAX_LIVE_INCIDENTS + 1 }, (_, i) => `incident=${i + 1}`).join("&"),
    ]) {
      expect((await listen(`/live?${query}`)).response.statusCode).toBe(400);
    }
  });
});
