import { z } from "zod";
import { eventFromWire } from "@/lib/contracts/events";
import type { TimelineEvent } from "@/lib/domain/events";

/** connecting: never yet open · live · down: lost, the browser keeps trying. */
export type StreamState = "connecting" | "live" | "down";

const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("event"), event: z.unknown() }),
  z.object({ type: z.literal("state"), state: z.enum(["connecting", "live", "down"]) }),
  z.object({ type: z.literal("ask") }),
]);

export type StreamListener = {
  readonly onEvent: (event: TimelineEvent) => void;
  /** On "live" the listener reads what it may have missed. */
  readonly onState: (state: StreamState) => void;
};

/**
 * The live stream of one incident, shared by all tabs of a browser: HTTP/1.1 allows six connections, so the tab that holds the
 * lock keeps the one EventSource and tells the others. When it closes, the next tab takes over. Returns the closer.
 * Without Web Locks (plain http on another host) each tab has its own connection.
 */
export function followIncident(incidentId: string, afterSeq: () => number, listener: StreamListener): () => void {
  const name = `firebreak.live.${incidentId}`;
  const closing = new AbortController();
  const urlOf = () => `/api/incidents/${incidentId}/live?after=${afterSeq()}`;
  if (!("locks" in navigator) || !("BroadcastChannel" in globalThis)) {
    openSource(urlOf(), listener, closing.signal);
    return () => closing.abort();
  }
  const channel = new BroadcastChannel(name);
  let state: StreamState = "connecting";
  let isLeader = false;
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = messageSchema.safeParse(data);
    if (!message.success) return;
    if (message.data.type === "ask") {
      if (isLeader) channel.postMessage({ type: "state", state });
    } else if (message.data.type === "state") listener.onState(message.data.state);
    else listener.onEvent(eventFromWire(message.data.event));
  };
  channel.postMessage({ type: "ask" });
  navigator.locks
    .request(name, { signal: closing.signal }, async () => {
      // Granted and closed in the same moment: nothing to lead any more.
      if (closing.signal.aborted) return;
      isLeader = true;
      const leader: RawListener = {
        onEvent: (event) => listener.onEvent(event),
        onRaw: (event) => channel.postMessage({ type: "event", event }),
        onState: (next) => {
          state = next;
          listener.onState(next);
          channel.postMessage({ type: "state", state: next });
        },
      };
      openSource(urlOf(), leader, closing.signal);
      await new Promise<void>((resolve) => {
        closing.signal.addEventListener("abort", () => resolve(), { once: true });
      });
    })
    .catch((error: unknown) => {
      // Closing while waiting for the lock is the ordinary end of a follower.
      if (!closing.signal.aborted) throw error;
    });
  closing.signal.addEventListener("abort", () => channel.close(), { once: true });
  return () => closing.abort();
}

type RawListener = StreamListener & { readonly onRaw?: (event: unknown) => void };

function openSource(url: string, listener: RawListener, signal: AbortSignal): void {
  const source = new EventSource(url);
  source.addEventListener("open", () => listener.onState("live"));
  source.addEventListener("error", () => listener.onState("down"));
  source.addEventListener("incident-event", ({ data }: MessageEvent<string>) => {
    const wire: unknown = JSON.parse(data);
    listener.onRaw?.(wire);
    listener.onEvent(eventFromWire(wire));
  });
  signal.addEventListener("abort", () => source.close(), { once: true });
}
