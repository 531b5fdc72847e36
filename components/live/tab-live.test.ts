import { beforeEach, describe, expect, it } from "vitest";
import type { IncidentChange, LiveMessage } from "./live-message";
import { createTabLive, type SourceListener, type TabLive } from "./tab-live";

// A browser with several tabs, and the server behind it. Messages between tabs take a turn of the event loop, as in a browser.

type Connection = { readonly url: URL; readonly listener: SourceListener; isOpen: boolean };
type Tab = { readonly id: string; hear: (data: unknown) => void; isClosed: boolean; connections: Connection[] };

let tabs: Tab[];
let waiting: { readonly tab: Tab; readonly onLead: () => void; isEnded: boolean }[];
let stored: Map<string, number>;
let isServerUp: boolean;
const turns = async (n = 12) => {
  for (let i = 0; i < n; i += 1) await new Promise((resolve) => setImmediate(resolve));
};
const open = () => tabs.flatMap((tab) => tab.connections.filter(({ isOpen }) => isOpen));
const grant = () => {
  waiting = waiting.filter(({ isEnded, tab }) => !isEnded && !tab.isClosed);
  waiting[0]?.onLead();
};

beforeEach(() => {
  tabs = [];
  waiting = [];
  stored = new Map();
  isServerUp = true;
});

function openTab(isAlone = false): { live: TabLive; tab: Tab; crash: () => void } {
  const tab: Tab = { id: `tab-${tabs.length}`, hear: () => undefined, isClosed: false, connections: [] };
  tabs.push(tab);
  const others = {
    post(message: LiveMessage) {
      const data = structuredClone(message);
      for (const other of tabs) {
        if (other !== tab) setImmediate(() => !other.isClosed && other.hear(data));
      }
    },
    listen(listener: (data: unknown) => void) {
      tab.hear = listener;
    },
    lead(onLead: () => void) {
      const entry = {
        tab,
        isEnded: false,
        onLead: () => setImmediate(() => !entry.isEnded && !entry.isLed() && onLead()),
        isLed: once(),
      };
      waiting.push(entry);
      if (waiting[0] === entry) grant();
      return () => {
        const wasFirst = waiting[0] === entry;
        entry.isEnded = true;
        if (wasFirst) grant();
      };
    },
    alive: async () => new Set(tabs.flatMap(({ id, isClosed }) => (isClosed ? [] : [id]))),
  };
  const live = createTabLive({
    tabId: tab.id,
    others: isAlone ? null : others,
    openSource(url, listener) {
      const connection = { url: new URL(url, "http://firebreak"), listener, isOpen: true };
      tab.connections.push(connection);
      setImmediate(() => {
        if (!connection.isOpen) return;
        if (!isServerUp) return listener.onError(true);
        listener.onOpen();
        for (const asked of connection.url.searchParams.getAll("incident")) {
          const [id = "", after] = asked.split(":");
          for (let seq = Number(after) + 1; seq <= (stored.get(id) ?? 0); seq += 1) send(connection, id, seq);
        }
      });
      return {
        close: () => {
          connection.isOpen = false;
        },
      };
    },
    later: (ms, run) => {
      if (ms > 20_000) return () => undefined;
      const timer = setImmediate(run);
      return () => clearImmediate(timer);
    },
  });
  const crash = () => {
    tab.isClosed = true;
    for (const connection of tab.connections) connection.isOpen = false;
    grant();
  };
  return { live, tab, crash };
}

function once(): () => boolean {
  let is = false;
  return () => {
    const was = is;
    is = true;
    return was;
  };
}

const send = (connection: Connection, incidentId: string, seq: number) => {
  if (connection.isOpen) connection.listener.onEvent({ incidentId, seq, kind: "note_added" });
};
/** Something happens to an incident: stored, then sent to whoever is connected for it. */
function happen(incidentId: string): void {
  const seq = (stored.get(incidentId) ?? 0) + 1;
  stored.set(incidentId, seq);
  for (const connection of open()) {
    const { searchParams } = connection.url;
    if (searchParams.getAll("incident").some((asked) => asked.startsWith(`${incidentId}:`)))
      send(connection, incidentId, seq);
    if (searchParams.has("board")) connection.listener.onChanged({ incidentId, seq, number: 1 });
  }
}

/** A room: the seqs that it was told, each once, and its states. */
function room({ live }: { live: TabLive }, incidentId: string, known = 0) {
  const seqs: number[] = [];
  const states: string[] = [];
  const close = live.followIncident(incidentId, () => seqs.at(-1) ?? known, {
    onEvent: (event) => {
      const seq = JSON.parse(JSON.stringify(event)).seq;
      if (!seqs.includes(seq)) seqs.push(seq);
    },
    onState: (state) => states.push(state),
  });
  return { seqs, states, close };
}
function board({ live }: { live: TabLive }) {
  const changes: IncidentChange[] = [];
  const states: string[] = [];
  const close = live.followBoard({
    onChanged: (change) => changes.push(change),
    onState: (state) => states.push(state),
  });
  return { changes, states, close };
}

describe("the tabs of a browser", () => {
  it("share one connection for the board and all rooms", async () => {
    const first = board(openTab());
    const rooms = ["a", "b", "a", "c", "d", "e", "f"].map((id) => room(openTab(), id));
    await turns();
    expect(open()).toHaveLength(1);
    for (const id of ["a", "b", "c"]) happen(id);
    await turns();
    expect(rooms.map(({ seqs }) => seqs)).toEqual([[1], [1], [1], [1], [], [], []]);
    expect(first.changes.map(({ incidentId }) => incidentId)).toEqual(["a", "b", "c"]);
    expect([first, ...rooms].map(({ states }) => states.at(-1))).toEqual(Array(8).fill("live"));
  });

  it("go on without a gap when the leader closes or crashes, each led by the next", async () => {
    const all = Array.from({ length: 4 }, openTab);
    const last = all.at(-1);
    if (last === undefined) throw new Error("no tab");
    const shown = room(last, "a");
    const others = all.slice(0, -1).map((tab) => room(tab, "b"));
    await turns();
    for (const [index, tab] of all.slice(0, -1).entries()) {
      happen("a");
      await turns();
      if (index === 1) tab.crash();
      else others[index]?.close();
      // Before anybody leads again.
      happen("a");
      await turns();
      expect(open()).toHaveLength(1);
    }
    expect(shown.seqs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(shown.states)).toEqual(new Set(["live"]));
    expect(last.tab.connections.at(-1)?.isOpen).toBe(true);
  });

  it("take a new room on without another losing an event, and ask the server only for what is not known", async () => {
    for (let i = 0; i < 3; i += 1) happen("a");
    const first = room(openTab(), "a", 3);
    await turns();
    happen("a");
    await turns();
    const second = room(openTab(), "b");
    happen("a");
    happen("b");
    await turns();
    expect(first.seqs).toEqual([4, 5]);
    expect(second.seqs).toEqual([1]);
    expect(open().map(({ url }) => url.searchParams.getAll("incident"))).toEqual([["a:5", "b:0"]]);
    expect(first.states).toEqual(["live"]);
  });

  it("hear at once that they are live when what they show is on the connection already", async () => {
    const leader = openTab();
    const shown = room(leader, "a");
    await turns();
    const more = room(openTab(), "a");
    const same = room(leader, "a");
    await turns();
    expect([more.states, same.states]).toEqual([["live"], ["live"]]);
    // Who was live stays live: nothing is read again.
    expect(shown.states).toEqual(["live"]);
    expect(leader.tab.connections).toHaveLength(1);
  });

  it("are told that the stream is down, and the board that it is live again", async () => {
    const listed = board(openTab());
    const shown = room(openTab(), "a");
    await turns();
    isServerUp = false;
    for (const { listener } of open()) listener.onError(true);
    await turns(3);
    isServerUp = true;
    happen("a");
    await turns();
    expect(shown.states).toEqual(["live", "down", "live"]);
    expect(listed.states).toEqual(["live", "down", "live"]);
    expect(shown.seqs).toEqual([1]);
  });

  it("leave no connection when nothing is shown, and tell the board nothing any more", async () => {
    const tab = openTab();
    const shown = board(tab);
    await turns();
    shown.close();
    await turns();
    happen("a");
    expect(open()).toEqual([]);
    expect(shown.changes).toEqual([]);
  });

  it("hand over when they are put away, and come back", async () => {
    const [hidden, other] = [openTab(), openTab()];
    const [first, second] = [room(hidden, "a"), room(other, "b")];
    await turns();
    hidden.live.setVisible(false);
    happen("a");
    await turns();
    expect(hidden.tab.connections.filter(({ isOpen }) => isOpen)).toEqual([]);
    hidden.live.setVisible(true);
    happen("b");
    await turns();
    expect(open()).toHaveLength(1);
    expect([first.seqs, second.seqs]).toEqual([[1], [1]]);
  });

  it("are all told who looks at a room, also one that opens later", async () => {
    const told: string[][] = [[], []];
    const follow = ({ live }: { live: TabLive }, index: number) =>
      live.followIncident("a", () => 0, {
        onEvent: () => undefined,
        onState: () => undefined,
        onPresence: ({ viewers }) => told[index]?.push(viewers.map(({ name }) => name).join()),
      });
    follow(openTab(), 0);
    await turns();
    const presence = { incidentId: "a", viewers: [{ id: "p1", name: "Ana Diaz" }], total: 1 };
    open()[0]?.listener.onPresence(presence);
    open()[0]?.listener.onPresence({ not: "one" });
    follow(openTab(), 1);
    await turns();
    expect(told).toEqual([["Ana Diaz"], ["Ana Diaz"]]);
  });

  it("each have a connection where tabs cannot reach each other", async () => {
    const rooms = [room(openTab(true), "a"), room(openTab(true), "a")];
    await turns();
    happen("a");
    expect(rooms.map(({ seqs }) => seqs)).toEqual([[1], [1]]);
    expect(open()).toHaveLength(2);
  });
});
