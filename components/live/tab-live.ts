import { MAX_LIVE_INCIDENTS } from "@/lib/contracts/live";
import { type PresenceWire, presenceSchema } from "@/lib/contracts/presence";
import {
  changeSchema,
  type IncidentChange,
  type LiveMessage,
  liveMessageSchema,
  relayedEventSchema,
  type StreamState,
  type Wants,
} from "./live-message";

const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** How often the leader looks which tabs are still there: a crashed one says no farewell. */
const PRUNE_MS = 30_000;

export type SourceListener = {
  readonly onOpen: () => void;
  /** `isOver`: it will not come back by itself. */
  readonly onError: (isOver: boolean) => void;
  readonly onEvent: (event: unknown) => void;
  readonly onChanged: (change: unknown) => void;
  readonly onPresence: (presence: unknown) => void;
};

/** What a tab needs of its browser. */
export type TabWorld = {
  readonly tabId: string;
  /** null: there is no way to reach the other tabs, and this one is alone. */
  readonly others: {
    post(message: LiveMessage): void;
    listen(listener: (data: unknown) => void): void;
    /** Calls back once this tab leads; until the returned end is called or the tab closes. */
    lead(onLead: () => void): () => void;
    alive(): Promise<ReadonlySet<string>>;
  } | null;
  openSource(url: string, listener: SourceListener): { close(): void };
  later(ms: number, run: () => void): () => void;
};

export type TabLive = {
  followIncident(
    incidentId: string,
    afterSeq: () => number,
    listener: {
      readonly onEvent: (event: unknown) => void;
      readonly onState: (state: StreamState) => void;
      readonly onPresence?: (presence: PresenceWire) => void;
    },
  ): () => void;
  followBoard(listener: {
    readonly onChanged: (change: IncidentChange) => void;
    readonly onState: (state: StreamState) => void;
  }): () => void;
  /** Tells the others that this tab goes, or is back. */
  setVisible(isHere: boolean): void;
};

type Listener = {
  readonly incidentId: string | null;
  readonly afterSeq: () => number;
  readonly onEvent: (event: unknown) => void;
  readonly onChanged: (change: IncidentChange) => void;
  readonly onState: (state: StreamState) => void;
  readonly onPresence: (presence: PresenceWire) => void;
  state: StreamState;
};

/**
 * The live stream of one browser: HTTP/1.1 allows six connections, so of all tabs the one that leads holds one EventSource for what
 * any of them shows and tells the others. When it closes, the next one leads and goes on after the last seq that it heard.
 */
export function createTabLive(world: TabWorld): TabLive {
  const { tabId, others } = world;
  const listeners = new Set<Listener>();
  /** What each tab wants, this one included. Every tab keeps it, so that any of them can lead at once. */
  const wantsOf = new Map<string, Wants>();
  /** Newest seq that came over the stream, by incident. */
  const heard = new Map<string, number>();
  /** Who looks at each incident, as last told: for a tab that comes later. */
  const presences = new Map<string, PresenceWire>();
  let endLead: (() => void) | null = null;
  let isLeader = false;
  let isHere = true;
  let isPlanned = false;
  let failures = 0;
  let stopRetry: (() => void) | null = null;
  let stopPrune: (() => void) | null = null;
  let source: {
    /** On the connection. */
    readonly incidents: ReadonlySet<string>;
    /** Wanted when it was opened. */
    readonly planned: ReadonlySet<string>;
    readonly board: boolean;
    close(): void;
  } | null = null;
  let sourceState: StreamState = "connecting";

  const ownWants = (): Wants => {
    const incidents = new Map<string, number>();
    for (const { incidentId, afterSeq } of listeners) {
      if (incidentId !== null) incidents.set(incidentId, Math.min(incidents.get(incidentId) ?? Infinity, afterSeq()));
    }
    return {
      incidents: [...incidents].map(([id, after]) => ({ id, after })),
      board: [...listeners].some(({ incidentId }) => incidentId === null),
    };
  };
  const isIdle = ({ incidents, board }: Wants) => incidents.length === 0 && !board;
  const note = (tab: string, wants: Wants) => {
    if (isIdle(wants)) wantsOf.delete(tab);
    else wantsOf.set(tab, wants);
    plan();
  };

  const hearState = (state: StreamState, covers: (incidentId: string | null) => boolean) => {
    for (const listener of [...listeners]) {
      if (!covers(listener.incidentId)) continue;
      // An incident that stays live across a new connection missed nothing; the board's changes have no memory.
      if (listener.state === state && (state !== "live" || listener.incidentId !== null)) continue;
      listener.state = state;
      listener.onState(state);
    }
  };
  const hearEvent = (event: unknown) => {
    const relayed = relayedEventSchema.safeParse(event);
    if (!relayed.success) return;
    const { incidentId, seq } = relayed.data;
    heard.set(incidentId, Math.max(heard.get(incidentId) ?? 0, seq));
    for (const listener of [...listeners]) if (listener.incidentId === incidentId) listener.onEvent(event);
  };
  const hearChanged = (change: unknown) => {
    const parsed = changeSchema.safeParse(change);
    if (!parsed.success) return;
    for (const listener of [...listeners]) if (listener.incidentId === null) listener.onChanged(parsed.data);
  };

  const hearPresence = (presence: PresenceWire) => {
    presences.set(presence.incidentId, presence);
    for (const listener of [...listeners]) {
      if (listener.incidentId === presence.incidentId) listener.onPresence(presence);
    }
  };

  const tellState = (to: string | null) => {
    if (source === null) return;
    const { incidents, board } = source;
    others?.post({ type: "state", state: sourceState, incidents: [...incidents], board, to });
    if (to === null) return;
    for (const presence of presences.values()) others?.post({ type: "presence", presence, to });
  };
  const setSourceState = (state: StreamState) => {
    sourceState = state;
    const now = source;
    tellState(null);
    hearState(state, (id) => now !== null && (id === null ? now.board : now.incidents.has(id)));
  };

  const closeSource = () => {
    stopRetry?.();
    stopRetry = null;
    source?.close();
    source = null;
    presences.clear();
    sourceState = "connecting";
  };

  const openSource = () => {
    closeSource();
    const afterOf = new Map<string, number>();
    let board = false;
    for (const wants of wantsOf.values()) {
      board ||= wants.board;
      for (const { id, after } of wants.incidents) afterOf.set(id, Math.min(afterOf.get(id) ?? Infinity, after));
    }
    for (const id of heard.keys()) if (!afterOf.has(id)) heard.delete(id);
    if (afterOf.size === 0 && !board) return;
    const params = new URLSearchParams();
    if (board) params.append("board", "1");
    // Rooms beyond the limit stay "connecting" until others close; the newest tab is the last in the map.
    const followed = [...afterOf].slice(-MAX_LIVE_INCIDENTS);
    for (const [id, after] of followed) params.append("incident", `${id}:${heard.get(id) ?? after}`);
    const opened = world.openSource(`/api/live?${params}`, {
      onOpen: () => {
        failures = 0;
        setSourceState("live");
      },
      onError: (isOver) => {
        setSourceState("down");
        if (!isOver) return;
        const waitMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 30_000;
        failures += 1;
        stopRetry?.();
        stopRetry = world.later(waitMs, openSource);
      },
      onEvent: (event) => {
        others?.post({ type: "event", event });
        hearEvent(event);
      },
      onChanged: (change) => {
        others?.post({ type: "changed", change });
        hearChanged(change);
      },
      onPresence: (told) => {
        const presence = presenceSchema.safeParse(told);
        if (!presence.success) return;
        others?.post({ type: "presence", presence: presence.data, to: null });
        hearPresence(presence.data);
      },
    });
    source = {
      incidents: new Set(followed.map(([id]) => id)),
      planned: new Set(afterOf.keys()),
      board,
      close: () => opened.close(),
    };
  };

  /** Once for all that happens together: opens anew when something wanted is not on the connection, closes it when nothing is. */
  function plan(): void {
    if (!isLeader || isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      if (!isLeader) return;
      const wanted = [...wantsOf.values()];
      const isMissing = wanted.some(
        ({ incidents, board }) => (board && !source?.board) || incidents.some(({ id }) => !source?.planned.has(id)),
      );
      if (isMissing) openSource();
      else if (wanted.length === 0) closeSource();
    });
  }

  const prune = () => {
    stopPrune = world.later(PRUNE_MS, prune);
    others
      ?.alive()
      .then((alive) => {
        for (const tab of [...wantsOf.keys()]) if (tab !== tabId && !alive.has(tab)) wantsOf.delete(tab);
        plan();
      })
      // Only a tidying: a tab too many costs nothing but its events.
      .catch((error: unknown) => console.warn("the browser's tabs could not be listed", error));
  };

  const lead = () => {
    isLeader = true;
    if (others !== null) prune();
    plan();
  };
  const stopLeading = () => {
    endLead?.();
    endLead = null;
    isLeader = false;
    stopPrune?.();
    closeSource();
  };

  const announce = () => {
    const wants = isHere ? ownWants() : { incidents: [], board: false };
    note(tabId, wants);
    others?.post({ type: "wants", tab: tabId, wants });
    if (isIdle(wants)) stopLeading();
    else if (endLead === null) {
      if (others === null) {
        endLead = () => undefined;
        lead();
      } else endLead = others.lead(lead);
    }
  };

  others?.listen((data) => {
    const message = liveMessageSchema.safeParse(data);
    if (!message.success) return;
    const said = message.data;
    switch (said.type) {
      case "hello":
        if (listeners.size > 0 && isHere) others.post({ type: "wants", tab: tabId, wants: ownWants() });
        break;
      case "wants":
        note(said.tab, said.wants);
        if (isLeader) tellState(said.tab);
        break;
      case "state":
        if (isLeader || (said.to !== null && said.to !== tabId)) break;
        hearState(said.state, (id) => (id === null ? said.board : said.incidents.includes(id)));
        break;
      case "event":
        hearEvent(said.event);
        break;
      case "changed":
        hearChanged(said.change);
        break;
      case "presence":
        if (said.to === null || said.to === tabId) hearPresence(said.presence);
        break;
      default:
        said satisfies never;
    }
  });
  others?.post({ type: "hello", tab: tabId });

  const follow = (listener: Omit<Listener, "state">): (() => void) => {
    const followed: Listener = { ...listener, state: "connecting" };
    listeners.add(followed);
    announce();
    const presence = listener.incidentId === null ? undefined : presences.get(listener.incidentId);
    if (presence) listener.onPresence(presence);
    // A leader that already has it on its connection tells at once.
    if (isLeader && source !== null) {
      const { incidents, board } = source;
      if (listener.incidentId === null ? board : incidents.has(listener.incidentId)) {
        hearState(sourceState, (id) => id === listener.incidentId);
      }
    }
    return () => {
      if (listeners.delete(followed)) announce();
    };
  };
  const nothing = () => undefined;
  return {
    followIncident: (incidentId, afterSeq, { onEvent, onState, onPresence = nothing }) =>
      follow({ incidentId, afterSeq, onEvent, onState, onPresence, onChanged: nothing }),
    followBoard: ({ onChanged, onState }) =>
      follow({ incidentId: null, afterSeq: () => 0, onEvent: nothing, onChanged, onState, onPresence: nothing }),
    setVisible(next) {
      if (isHere === next) return;
      isHere = next;
      if (listeners.size > 0) announce();
    },
  };
}
