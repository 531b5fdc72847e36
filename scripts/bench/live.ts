import { request } from "node:http";
import { z } from "zod";
import { createPostgres } from "@/lib/adapters/postgres/client";
import { eventFromWire } from "@/lib/contracts/events";
import { FIREBREAK } from "@/lib/domain/actor";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";
import { type Bench, startBench } from "./intake/server-under-test";

const VIEWERS = 200;
const EVENTS = 200;
const PAUSE_MS = 25;
const POLL_MS = 1_000;
const TOKEN_SECRET = "bench-secret-of-a-reader-0123456789";

/** Event committed → read from the open stream, over all viewers of one room; against asking once a second. */
export async function benchLive(): Promise<readonly BenchResult[]> {
  const bench = await startBench();
  const db = createPostgres({ url: bench.databaseUrl, poolSize: 4 });
  try {
    const base = await bench.startServer("server/main.ts");
    const token = await readerToken(bench);
    const opened = {
      kind: "opened" as const,
      at: new Date(),
      actor: FIREBREAK,
      data: {
        title: "bench",
        service: "order",
        team: "default",
        environment: "default",
        severity: "SEV-3" as const,
        severityReason: "bench",
        groupingReason: "bench",
        recurrenceOf: null,
        origin: "test" as const,
        detectedAt: new Date().toISOString(),
      },
    };
    const { incident } = await db.store.transaction((tx) =>
      tx.createIncident("01900000-0000-7000-8000-000000000001", null, [opened]),
    );
    const committedAt = new Map<number, number>();
    const delaysMs: number[] = [];
    let received = 0;
    const viewers = await Promise.all(
      Array.from({ length: VIEWERS }, () =>
        watch(`${base}/api/incidents/${incident.id}/live?after=1`, token, (seq) => {
          received += 1;
          const at = committedAt.get(seq);
          // Seen before the commit was acknowledged here: as good as at once.
          delaysMs.push(at === undefined ? 0 : performance.now() - at);
        }),
      ),
    );
    for (let i = 0; i < EVENTS; i += 1) {
      const note = { kind: "note_added" as const, at: new Date(), actor: FIREBREAK, data: { text: `note ${i}` } };
      const [event] = await db.store.transaction((tx) => tx.append(incident.id, [note]));
      if (event) committedAt.set(event.seq, performance.now());
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const deadline = performance.now() + 20_000;
    while (received < VIEWERS * EVENTS && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const stop of viewers) stop();
    if (received !== VIEWERS * EVENTS) throw new Error(`${received} of ${VIEWERS * EVENTS} events arrived`);
    const quantiles = quantilesOf(delaysMs);
    return [
      {
        name: "live",
        figure: quantiles.p99,
        unit: "ms",
        ...quantiles,
        n: delaysMs.length,
        alternative: "asking once a second (p99 of a uniform wait)",
        ratio: quantiles.p99 ? (0.99 * POLL_MS) / quantiles.p99 : null,
        machine: MACHINE,
      },
    ];
  } finally {
    await db.close();
    await bench.close();
  }
}

async function readerToken({ pool }: Bench): Promise<string> {
  await pool.query(
    "INSERT INTO service_token (id, name, sha256, scopes) VALUES ('bench', 'bench', encode(sha256($1::bytea), 'hex'), '{read}')",
    [TOKEN_SECRET],
  );
  return `fbk_bench_${TOKEN_SECRET}`;
}

/** Opens one stream on a connection of its own and answers how to close it, once it is open. */
function watch(url: string, token: string, onEvent: (seq: number) => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const stream = request(url, { agent: false, headers: { authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`));
      let rest = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        rest += chunk;
        for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
          const data = /^data: (.*)$/m.exec(rest.slice(0, end))?.[1];
          if (data !== undefined) onEvent(z.number().parse(eventFromWire(JSON.parse(data)).seq));
          rest = rest.slice(end + 2);
        }
      });
      response.on("error", () => {}); // our own destroy below
      resolve(() => stream.destroy());
    });
    stream.on("error", reject);
    stream.end();
  });
}
