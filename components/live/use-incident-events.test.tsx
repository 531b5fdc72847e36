// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { storyEvents } from "../room/fixture";
import { useIncidentEvents } from "./use-incident-events";

/** A live stream of which the test is the server. */
class Stream extends EventTarget {
  static last: Stream | null = null;
  constructor() {
    super();
    Stream.last = this;
  }
  close() {}
  open = () => this.dispatchEvent(new Event("open"));
  send = (wire: unknown) => this.dispatchEvent(new MessageEvent("incident-event", { data: JSON.stringify(wire) }));
}

const WIRE = storyEvents();
const ID = WIRE[0]?.incidentId ?? "";
const asked: string[] = [];
let root: Root;
let shown: number[];

function Events({ known }: { known: number }) {
  const { events } = useIncidentEvents(ID, WIRE.slice(0, known));
  shown = events.map(({ seq }) => seq);
  return null;
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return Response.json({ events: WIRE.slice(Number(path.split("after=")[1])) });
  });
  root = createRoot(document.createElement("div"));
  await act(async () => root.render(<Events known={1} />));
  asked.length = 0;
});
afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

it("takes a burst of events as they come, without asking for what it has just been told", async () => {
  await act(async () => {
    for (const wire of WIRE.slice(1)) Stream.last?.send(wire);
  });
  expect(shown).toEqual(WIRE.map(({ seq }) => seq));
  expect(asked).toEqual([]);
});

it("reads the rest when an event is missing", async () => {
  await act(async () => Stream.last?.send(WIRE.at(-1)));
  expect(asked).toEqual([`/api/incidents/${ID}/events?after=1`]);
  expect(shown).toEqual(WIRE.map(({ seq }) => seq));
});

it("reads the rest when the stream is live again", async () => {
  await act(async () => Stream.last?.open());
  expect(asked).toEqual([`/api/incidents/${ID}/events?after=1`]);
  expect(shown).toEqual(WIRE.map(({ seq }) => seq));
});
