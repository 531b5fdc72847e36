"use client";

import { useEffect, useRef, useState } from "react";
import * as z from "zod/mini";
import { eventFromWire, type WireEvent } from "@/lib/contracts/events";
import type { PresenceWire } from "@/lib/contracts/presence";
import type { TimelineEvent } from "@/lib/domain/events";
import { browserLive } from "./browser-live";
import { hasGap, lastContiguousSeq, withEvents } from "./event-list";
import type { StreamState } from "./live-message";

const answerSchema = z.object({ events: z.array(z.unknown()) });

async function eventsAfter(incidentId: string, seq: number): Promise<readonly TimelineEvent[]> {
  const response = await fetch(`/api/incidents/${incidentId}/events?after=${seq}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`events answered ${response.status}`);
  return answerSchema.parse(await response.json()).events.map(eventFromWire);
}

/** An incident's events: those of the first paint, then the live ones. After a reconnect or a gap the rest is read again. */
export function useIncidentEvents(
  incidentId: string,
  initial: readonly WireEvent[],
): {
  readonly events: readonly TimelineEvent[];
  readonly stream: StreamState;
  /** Who looks at it now; null until the stream has told. */
  readonly presence: PresenceWire | null;
} {
  const [events, setEvents] = useState<readonly TimelineEvent[]>(() => withEvents([], initial.map(eventFromWire)));
  const [stream, setStream] = useState<StreamState>("connecting");
  const [presence, setPresence] = useState<PresenceWire | null>(null);
  // What is known now: a burst of events comes before React renders the first of them.
  const latest = useRef(events);

  useEffect(() => {
    let isClosed = false;
    const add = (added: readonly TimelineEvent[]) => {
      if (isClosed) return;
      latest.current = withEvents(latest.current, added);
      setEvents(latest.current);
    };
    const readOn = () =>
      eventsAfter(incidentId, lastContiguousSeq(latest.current)).then(add, (error: unknown) => {
        // The stream tells the visitor that it is down; the next "live" reads again.
        console.warn("events could not be read again", error);
      });
    const close = browserLive().followIncident(incidentId, () => lastContiguousSeq(latest.current), {
      onEvent: (event) => {
        add([eventFromWire(event)]);
        if (hasGap(latest.current)) void readOn();
      },
      onPresence: (told) => {
        if (!isClosed) setPresence(told);
      },
      onState: (state) => {
        if (isClosed) return;
        setStream(state);
        if (state === "live") void readOn();
        // Who looks is only known while the stream says so.
        else setPresence(null);
      },
    });
    return () => {
      isClosed = true;
      close();
    };
  }, [incidentId]);

  return { events, stream, presence };
}
