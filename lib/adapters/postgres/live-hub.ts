import { Client } from "pg";
import type { LiveHub } from "@/lib/ports";
import { LIVE_CHANNEL } from "./session";

const RETRY_MS = [100, 250, 500, 1_000, 2_000, 5_000] as const;
const PROBE_MS = 15_000;
const PROBE_TIMEOUT_MS = 5_000;
/** After a reconnect, incidents changed since the last notice are read again; notices and clocks may be this far apart. */
const OVERLAP_MS = 10_000;

type Notice = { readonly incidentId: string; readonly seq: number };
type Listener = (notice: Notice) => void;

export type PostgresHub = LiveHub & {
  /** True while the LISTEN connection stands. */
  isListening(): boolean;
  close(): Promise<void>;
};

/**
 * One LISTEN connection per process, opened at the first subscription and again whenever it breaks. After each (re)connect
 * the newest seq of what changed meanwhile is announced, so a subscriber that reads from its last seq misses nothing.
 * `channels` are further PostgreSQL channels whose payloads are passed on as they are.
 */
export function createHub(options: {
  readonly url: string;
  readonly onError?: (error: Error) => void;
  readonly channels?: Readonly<Record<string, (payload: string) => void>>;
}): PostgresHub {
  const listeners = new Map<string, Set<Listener>>();
  const channels = options.channels ?? {};
  let client: Client | null = null;
  let isListening = false;
  let isClosed = false;
  let isStarted = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let probe: NodeJS.Timeout | undefined;
  /** PostgreSQL's time until which everything has been announced. */
  let caughtUpTo: Date | null = null;

  const announce = (notice: Notice): void => {
    for (const key of [notice.incidentId, "*"]) {
      for (const listener of listeners.get(key) ?? []) listener(notice);
    }
  };

  const catchUp = async (connected: Client): Promise<void> => {
    const ids = [...listeners.keys()].filter((key) => key !== "*");
    const since = listeners.has("*") && caughtUpTo !== null ? new Date(caughtUpTo.getTime() - OVERLAP_MS) : null;
    const { rows } = await connected.query<{ id: string; last_seq: number }>(
      "SELECT id, last_seq FROM incident WHERE id = ANY($1::uuid[]) OR updated_at >= $2",
      [ids, since],
    );
    for (const row of rows) announce({ incidentId: row.id, seq: row.last_seq });
    await tellTime(connected);
  };

  const tellTime = async (connected: Client): Promise<void> => {
    const { rows } = await connected.query<{ now: Date }>("SELECT now() AS now");
    caughtUpTo = rows[0]?.now ?? caughtUpTo;
  };

  const connect = async (): Promise<void> => {
    const next = new Client({
      connectionString: options.url,
      application_name: "firebreak-live",
      keepAlive: true,
      connectionTimeoutMillis: PROBE_TIMEOUT_MS,
      query_timeout: PROBE_TIMEOUT_MS,
    });
    client = next;
    const lost = (error?: Error): void => {
      if (client !== next) return;
      client = null;
      isListening = false;
      clearInterval(probe);
      if (error) options.onError?.(error);
      next.end().catch(() => {}); // already broken: there is nothing left to close
      if (isClosed) return;
      const delayMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 5_000;
      failures += 1;
      retry = setTimeout(() => void connect(), delayMs);
    };
    next.on("error", lost);
    next.on("end", () => lost());
    next.on("notification", ({ channel, payload = "" }) => {
      if (channel !== LIVE_CHANNEL) return channels[channel]?.(payload);
      const [, incidentId, seq] = /^([0-9a-f-]{36}):(\d+)$/.exec(payload) ?? [];
      if (incidentId !== undefined) announce({ incidentId, seq: Number(seq) });
    });
    try {
      await next.connect();
      for (const channel of [LIVE_CHANNEL, ...Object.keys(channels)]) await next.query(`LISTEN ${channel}`);
      await catchUp(next);
      failures = 0;
      isListening = true;
      // A connection that died without a word (a firewall, a failed-over server) is noticed by asking.
      probe = setInterval(() => void tellTime(next).catch(lost), PROBE_MS);
      probe.unref();
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  };

  const start = (): void => {
    if (isStarted || isClosed) return;
    isStarted = true;
    void connect();
  };
  if (Object.keys(channels).length > 0) start();

  return {
    subscribe(incidentId, listener) {
      const set = listeners.get(incidentId) ?? new Set();
      listeners.set(incidentId, set.add(listener));
      start();
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(incidentId) === set) listeners.delete(incidentId);
      };
    },
    isListening: () => isListening,
    async close() {
      isClosed = true;
      clearTimeout(retry);
      clearInterval(probe);
      const open = client;
      client = null;
      isListening = false;
      await open?.end();
    },
  };
}
