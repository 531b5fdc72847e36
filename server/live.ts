import type { IncomingMessage, ServerResponse } from "node:http";
import { eventToWire } from "@/lib/contracts/events";
import { MAX_LIVE_INCIDENTS } from "@/lib/contracts/live";
import type { Caller } from "@/lib/domain/actor";
import { may } from "@/lib/domain/permissions";
import { AppError, isAppError } from "@/lib/errors";
import type { LiveHub, Store } from "@/lib/ports";
import { createEventStream, type EventStream } from "./event-stream";
import { headersOf, type RequestHeaders, sendError } from "./http-reply";
import type { Presence } from "./presence";

/** Events per read and per write: bounds what one connection can make this process hold. */
const PAGE = 500;
const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 30_000;
const TICK_MS = 5_000;
/** A browser holds one stream per site (leader tab), so this is that many people. */
const MAX_STREAMS = 2_000;
/** People named on the stream; the rest are counted. */
const VIEWERS = 12;

export type LiveOptions = {
  readonly store: Pick<Store, "incident" | "events">;
  readonly hub: LiveHub;
  readonly authenticate: (headers: RequestHeaders) => Promise<Caller | null>;
  readonly onError: (error: unknown) => void;
  /** Who looks at what; null: nobody is told. */
  readonly presence?: Presence | null;
  readonly maxStreams?: number;
  readonly recheckMs?: number;
  readonly heartbeatMs?: number;
};

export type Live = {
  /** `GET /api/incidents/{id}/live`: events after Last-Event-ID (or ?after=), then each as it is committed. */
  handleIncident(request: IncomingMessage, response: ServerResponse, idOrNumber: string): Promise<void>;
  /**
   * `GET /api/live`: everything that one browser needs on one connection. `?incident=128:12` (repeated; UUID or number, then the
   * seq that is known) sends that incident's events, and Last-Event-ID resumes all of them; `?board=1` says which incidents changed,
   * which cannot be resumed: whoever connects reads the board first. Without parameters it is the board's.
   */
  handleBrowser(request: IncomingMessage, response: ServerResponse): Promise<void>;
  openStreams(): number;
  /** Ends every stream; clients come back after a second, to another replica or to the next process. */
  close(): void;
};

/** An event as it goes over the line, without its id: that is the connection's own. */
type Sent = { readonly seq: number; readonly text: string };

type Open = {
  readonly stream: EventStream;
  readonly headers: RequestHeaders;
  checkedAt: number;
  beatAt: number;
  isChecking: boolean;
};

export function createLive(options: LiveOptions): Live {
  const { store, hub, authenticate, onError, presence = null } = options;
  const open = new Set<Open>();
  const numbers = new Map<string, number>();
  const reads = new Map<
    string,
    Promise<{ readonly events: readonly Sent[]; readonly lastSeq: number; readonly isFull: boolean }>
  >();

  /** Everybody in a room waits after the same seq, so one read serves them all. */
  const readAfter = (incidentId: string, afterSeq: number) => {
    const key = `${incidentId}:${afterSeq}`;
    const running = reads.get(key);
    if (running !== undefined) return running;
    const started = store
      .events(incidentId, afterSeq, PAGE)
      .then((events) => ({
        events: events.map((event) => ({
          seq: event.seq,
          text: `event: incident-event\ndata: ${JSON.stringify(eventToWire(event))}\n\n`,
        })),
        lastSeq: events.at(-1)?.seq ?? afterSeq,
        isFull: events.length === PAGE,
      }))
      .finally(() => reads.delete(key));
    reads.set(key, started);
    return started;
  };

  const authorised = async (headers: RequestHeaders): Promise<Caller> => {
    const caller = await authenticate(headers);
    if (caller === null) throw new AppError("unauthenticated", "Sign in or send a service token.");
    if (!may(caller, "read")) throw new AppError("forbidden", "Your role or token may not read.");
    return caller;
  };

  const tick = setInterval(
    () => {
      const now = performance.now();
      for (const entry of open) {
        if (now - entry.beatAt >= (options.heartbeatMs ?? HEARTBEAT_MS)) {
          entry.beatAt = now;
          entry.stream.comment("heartbeat");
        }
        if (!entry.isChecking && now - entry.checkedAt >= (options.recheckMs ?? RECHECK_MS)) void recheck(entry);
      }
    },
    Math.min(TICK_MS, options.heartbeatMs ?? TICK_MS, options.recheckMs ?? TICK_MS),
  );
  tick.unref();

  const recheck = async (entry: Open): Promise<void> => {
    entry.isChecking = true;
    try {
      await authorised(entry.headers);
      entry.checkedAt = performance.now();
    } catch (error) {
      // Revoked: the reconnecting client gets its 401. A database that is down is asked again at the next tick.
      if (isAppError(error) && error.code !== "unavailable") entry.stream.end();
      else onError(error);
    } finally {
      entry.isChecking = false;
    }
  };

  const start = async (
    request: IncomingMessage,
    response: ServerResponse,
    attach: (headers: RequestHeaders, caller: Caller) => Promise<(stream: EventStream) => () => void>,
  ): Promise<void> => {
    try {
      const headers = headersOf(request);
      const caller = await authorised(headers);
      if (open.size >= (options.maxStreams ?? MAX_STREAMS)) {
        throw new AppError("unavailable", "Too many live streams on this process.");
      }
      const run = await attach(headers, caller);
      const now = performance.now();
      const stream = createEventStream(response);
      const entry = { stream, headers, checkedAt: now, beatAt: now, isChecking: false };
      open.add(entry);
      const detach = run(stream);
      stream.onClose(() => {
        open.delete(entry);
        detach();
      });
    } catch (error) {
      if (!isAppError(error)) onError(error);
      sendError(response, error);
    }
  };

  /** Sends what is stored after `seq`, again whenever the hub says there is more, never two reads at once. `idOf` names the place after an event. */
  const follow = (
    stream: EventStream,
    { incidentId, afterSeq, idOf }: { incidentId: string; afterSeq: number; idOf: (seq: number) => string },
  ): (() => void) => {
    let sentSeq = afterSeq;
    let knownSeq = Number.POSITIVE_INFINITY;
    let isPumping = false;
    let emptyReads = 0;
    const pump = async (): Promise<void> => {
      if (isPumping) return;
      isPumping = true;
      try {
        while (stream.isOpen() && knownSeq > sentSeq) {
          const page = await readAfter(incidentId, sentSeq);
          // Less than a page: all of it, unless the hub announced more meanwhile.
          if (!page.isFull && knownSeq === Number.POSITIVE_INFINITY) knownSeq = page.lastSeq;
          // A shared read may have begun before the commit that was announced; one that began after it sees it.
          emptyReads = page.lastSeq === sentSeq ? emptyReads + 1 : 0;
          if (emptyReads > 1) knownSeq = sentSeq;
          if (page.lastSeq === sentSeq) continue;
          sentSeq = page.lastSeq;
          const text = page.events.map((event) => `id: ${idOf(event.seq)}\n${event.text}`).join("");
          if (!(await stream.write(text))) break;
        }
      } catch (error) {
        onError(error);
        stream.end(); // the client comes back with its last id and misses nothing
      } finally {
        isPumping = false;
      }
    };
    const unsubscribe = hub.subscribe(incidentId, ({ seq }) => {
      emptyReads = 0;
      knownSeq = knownSeq === Number.POSITIVE_INFINITY ? seq : Math.max(knownSeq, seq);
      void pump();
    });
    void pump();
    return unsubscribe;
  };

  /** Counts a person as looking while the stream is open, and tells the stream who else does. A script has no eyes. */
  const attend = (stream: EventStream, incidentId: string, caller: Caller): (() => void) => {
    if (!presence) return () => undefined;
    const leave = caller.kind === "person" ? presence.join(incidentId, { id: caller.id, name: caller.name }) : null;
    const end = presence.subscribe(incidentId, ({ people, total }) => {
      const told = { incidentId, viewers: people.slice(0, VIEWERS), total };
      stream.writeOrDrop(`event: presence\ndata: ${JSON.stringify(told)}\n\n`);
    });
    return () => {
      end();
      leave?.();
    };
  };

  const numberOf = async (incidentId: string): Promise<number | null> => {
    const known = numbers.get(incidentId);
    if (known !== undefined) return known;
    const number = (await store.incident(incidentId))?.number ?? null;
    if (numbers.size > 10_000) numbers.clear();
    if (number !== null) numbers.set(incidentId, number);
    return number;
  };

  /** Tells which incidents change. */
  const announce = (stream: EventStream): (() => void) =>
    hub.subscribe("*", ({ incidentId, seq }) => {
      numberOf(incidentId).then((number) => {
        if (number === null) return;
        stream.writeOrDrop(`event: incident-changed\ndata: ${JSON.stringify({ incidentId, seq, number })}\n\n`);
      }, onError);
    });

  return {
    handleIncident: (request, response, idOrNumber) =>
      start(request, response, async (headers) => {
        const row = await store.incident(idOrNumber);
        if (row === null) throw new AppError("not_found", "No such incident.");
        const incidentId = row.incident.id;
        return (stream) => follow(stream, { incidentId, afterSeq: lastSeqOf(request, headers), idOf: String });
      }),
    handleBrowser: (request, response) =>
      start(request, response, async (headers, caller) => {
        const wanted = wantedOf(request);
        const known = placesFrom(headers.get("last-event-id") ?? "");
        const found = await Promise.all(
          wanted.incidents.map(async ({ incident, after }) => ({
            incident,
            after,
            row: await store.incident(incident),
          })),
        );
        return (stream) => {
          const places = new Map<number, number>();
          const followed = found.flatMap(({ incident, after, row }) => {
            // The other incidents of the browser go on; whoever asked for this one hears that there is none.
            if (row === null) stream.writeOrDrop(`event: incident-missing\ndata: ${JSON.stringify({ incident })}\n\n`);
            if (row === null || places.has(row.number)) return [];
            const afterSeq = Math.max(after, known.get(row.number) ?? 0);
            places.set(row.number, afterSeq);
            const idOf = (seq: number) => placesText(places.set(row.number, seq));
            return [{ incidentId: row.incident.id, afterSeq, idOf }];
          });
          const ends = followed.flatMap((each) => [follow(stream, each), attend(stream, each.incidentId, caller)]);
          if (wanted.isBoard) ends.push(announce(stream));
          return () => {
            for (const end of ends) end();
          };
        };
      }),
    openStreams: () => open.size,
    close() {
      clearInterval(tick);
      for (const { stream } of open) stream.end();
    },
  };
}

function lastSeqOf(request: IncomingMessage, headers: RequestHeaders): number {
  const asked =
    headers.get("last-event-id") ?? new URL(request.url ?? "/", "http://localhost").searchParams.get("after");
  return asked !== null && /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
}

/** What a browser asks for in `?board=1&incident=128:12&incident=<uuid>:0`. Throws invalid_input when it is too much or unreadable. */
function wantedOf(request: IncomingMessage) {
  const params = new URL(request.url ?? "/", "http://localhost").searchParams;
  const given = params.getAll("incident");
  if (given.length > MAX_LIVE_INCIDENTS)
    throw new AppError("invalid_input", `At most ${MAX_LIVE_INCIDENTS} incidents on one stream.`);
  const incidents = given.map((text) => {
    const [, incident, after] = /^([0-9a-f-]{1,36})(?::(\d{1,9}))?$/i.exec(text) ?? [];
    if (incident === undefined) throw new AppError("invalid_input", "An incident is its UUID or number, then :seq.");
    return { incident, after: Number(after ?? 0) };
  });
  return { incidents, isBoard: given.length === 0 || params.get("board") === "1" };
}

/** The id of an event on a browser's stream: where each of its incidents stands, as number:seq. */
function placesText(places: ReadonlyMap<number, number>): string {
  return [...places].map(([number, seq]) => `${number}:${seq}`).join(",");
}

function placesFrom(text: string): ReadonlyMap<number, number> {
  return new Map([...text.matchAll(/(\d{1,9}):(\d{1,9})/g)].map(([, number, seq]) => [Number(number), Number(seq)]));
}
