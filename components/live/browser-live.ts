import { createTabLive, type SourceListener, type TabLive, type TabWorld } from "./tab-live";

const CHANNEL = "firebreak.live";
const LEADER_LOCK = "firebreak.live.leader";
const TAB_LOCK = "firebreak.live.tab.";

let live: TabLive | null = null;

/** This tab's share of the browser's one live stream. */
export function browserLive(): TabLive {
  if (live !== null) return live;
  const made = createTabLive(browserWorld());
  addEventListener("pagehide", () => made.setVisible(false));
  addEventListener("pageshow", () => made.setVisible(true));
  live = made;
  return made;
}

function browserWorld(): TabWorld {
  const tabId = crypto.randomUUID?.() ?? String(performance.timeOrigin + performance.now());
  return {
    tabId,
    others: othersOf(tabId),
    openSource,
    later(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Web Locks need a secure context: over plain http on another host each tab has a stream of its own. */
function othersOf(tabId: string): TabWorld["others"] {
  if (!("locks" in navigator) || !("BroadcastChannel" in globalThis)) return null;
  const channel = new BroadcastChannel(CHANNEL);
  // Held as long as the tab lives: who holds it is there.
  navigator.locks.request(TAB_LOCK + tabId, () => new Promise<never>(() => undefined)).catch(report);
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => listener(data);
    },
    lead(onLead) {
      const ending = new AbortController();
      navigator.locks
        .request(LEADER_LOCK, { signal: ending.signal }, async () => {
          // Granted and ended in the same moment: nothing to lead any more.
          if (ending.signal.aborted) return;
          onLead();
          await new Promise<void>((resolve) => {
            ending.signal.addEventListener("abort", () => resolve(), { once: true });
          });
        })
        .catch((error: unknown) => {
          // Ending while waiting for the lock is the ordinary end of a follower.
          if (!ending.signal.aborted) report(error);
        });
      return () => ending.abort();
    },
    async alive() {
      const { held = [] } = await navigator.locks.query();
      return new Set(held.flatMap(({ name = "" }) => (name.startsWith(TAB_LOCK) ? [name.slice(TAB_LOCK.length)] : [])));
    },
  };
}

function openSource(url: string, listener: SourceListener): { close(): void } {
  const source = new EventSource(url);
  source.addEventListener("open", listener.onOpen);
  // An answer other than 200 (signed out, a full process) ends an EventSource for good.
  source.addEventListener("error", () => listener.onError(source.readyState === EventSource.CLOSED));
  source.addEventListener("incident-event", ({ data }: MessageEvent<string>) => listener.onEvent(JSON.parse(data)));
  source.addEventListener("incident-changed", ({ data }: MessageEvent<string>) => listener.onChanged(JSON.parse(data)));
  source.addEventListener("presence", ({ data }: MessageEvent<string>) => listener.onPresence(JSON.parse(data)));
  return source;
}

function report(error: unknown): void {
  console.warn("the browser's tabs cannot share their live stream", error);
}
