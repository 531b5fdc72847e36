import type { IncomingMessage, ServerResponse } from "node:http";
import { eventToWire } from "@/lib/contracts/events";
import type { Caller } from "@/lib/domain/actor";
import { may } from "@/lib/domain/permissions";
import { AppError, isAppError } from "@/lib/errors";
import type { LiveHub, Store } from "@/lib/ports";
import { createEventStream, type EventStream } from "./event-stream";
import { headersOf, type RequestHeaders, sendError } from "./http-reply";

/** Events per read and per write: bounds what one connection can make this process hold. */
const PAGE = 500;
const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 30_000;
const TICK_MS = 5_000;
/** A browser holds one stream per site (leader tab), so this is that many people. */
const MAX_STREAMS = 2_000;

export type LiveOptions = {
  readonly store: Pick<Store, "incident" | "events">;
  readonly hub: LiveHub;
  readonly authenticate: (headers: RequestHeaders) => Promise<Caller | null>;
  readonly onError: (error: unknown) => void;
  readonly maxStreams?: number;
  readonly recheckMs?: number;
  readonly heartbeatMs?: number;
};

export type Live = {
  /** `GET /api/incidents/{id}/live`: events after Last-Event-ID (or ?after=), then each as it is committed. */
  handleIncident(request: IncomingMessage, response: ServerResponse, idOrNumber: string): Promise<void>;
  /** `GET /api/live`: which incidents changed. Not resumable: whoever connects reads the board first. */
  handleBoard(request: IncomingMessage, response: ServerResponse): Promise<void>;
  openStreams(): number;
  /** Ends every stream; clients come back after a second, to another replica or to the next process. */
  close(): void;
};

type Open = {
  readonly stream: EventStream;
  readonly headers: RequestHeaders;
  checkedAt: number;
  beatAt: number;
  isChecking: boolean;
};

export function createLive(options: LiveOptions): Live {
  const { store, hub, authenticate, onError } = options;
  const open = new Set<Open>();
  const numbers = new Map<string, number>();
  const reads = new Map<
    string,
    Promise<{ readonly text: string; readonly lastSeq: number; readonly isFull: boolean }>
  >();

  /** Everybody in a room waits after the same seq, so one read serves them all. */
  const readAfter = (incidentId: string, afterSeq: number) => {
    const key = `${incidentId}:${afterSeq}`;
    const running = reads.get(key);
    if (running !== undefined) return running;
    const started = store
      .events(incidentId, afterSeq, PAGE)
      .then((events) => ({
        text: events
          .map((event) => `id: ${event.seq}\nevent: incident-event\ndata: ${JSON.stringify(eventToWire(event))}\n\n`)
          .join(""),
        lastSeq: events.at(-1)?.seq ?? afterSeq,
        isFull: events.length === PAGE,
      }))
      .finally(() => reads.delete(key));
    reads.set(key, started);
    return started;
  };

  const authorised = async (headers: RequestHeaders): Promise<void> => {
    const caller = await authenticate(headers);
    if (caller === null) throw new AppError("unauthenticated", "Sign in or send a service token.");
    if (!may(caller, "read")) throw new AppError("forbidden", "Your role or token may not read.");
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
    attach: (headers: RequestHeaders) => Promise<(stream: EventStream) => () => void>,
  ): Promise<void> => {
    try {
      const headers = headersOf(request);
      await authorised(headers);
      if (open.size >= (options.maxStreams ?? MAX_STREAMS)) {
        throw new AppError("unavailable", "Too many live streams on this process.");
      }
      const run = await attach(headers);
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

  /** Sends what is stored after `seq`, again whenever the hub says there is more, never two reads at once. */
  const follow = (incidentId: string, afterSeq: number, stream: EventStream): (() => void) => {
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
          if (!(await stream.write(page.text))) break;
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

  const numberOf = async (incidentId: string): Promise<number | null> => {
    const known = numbers.get(incidentId);
    if (known !== undefined) return known;
    const number = (await store.incident(incidentId))?.number ?? null;
    if (numbers.size > 10_000) numbers.clear();
    if (number !== null) numbers.set(incidentId, number);
    return number;
  };

  return {
    handleIncident: (request, response, idOrNumber) =>
      start(request, response, async (headers) => {
        const row = await store.incident(idOrNumber);
        if (row === null) throw new AppError("not_found", "No such incident.");
        return (stream) => follow(row.incident.id, lastSeqOf(request, headers), stream);
      }),
    handleBoard: (request, response) =>
      start(
        request,
        response,
        async () => (stream) =>
          hub.subscribe("*", ({ incidentId, seq }) => {
            numberOf(incidentId).then((number) => {
              if (number === null) return;
              stream.writeOrDrop(`event: incident-changed\ndata: ${JSON.stringify({ incidentId, seq, number })}\n\n`);
            }, onError);
          }),
      ),
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
