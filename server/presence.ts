import { z } from "zod";
import type { Person } from "@/lib/domain/actor";
import type { PresenceBus } from "@/lib/ports";

/** A change is told at most so often, however many come and go. */
const TELL_EVERY_MS = 1_000;
/** Each process repeats what it holds; what is not repeated is forgotten, so a killed process leaves nobody behind. */
const REPEAT_MS = 20_000;
const FORGET_MS = 50_000;
/** PostgreSQL takes 8,000 bytes a notice. */
const NOTICE_BYTES = 7_000;

const noticeSchema = z.object({
  process: z.string(),
  incident: z.string(),
  total: z.number(),
  people: z.array(z.tuple([z.string(), z.string()])),
});

/** People at one incident, each once however many windows they have. */
export type Viewers = { readonly people: readonly Person[]; readonly total: number };
type Listener = (viewers: Viewers) => void;
type Remote = Viewers & { readonly heardAtMs: number };

export type Presence = {
  /** Somebody opened a stream of the incident; the answer says that it closed. */
  join(incidentId: string, person: Person): () => void;
  /** Hears at once and whenever it changes. */
  subscribe(incidentId: string, listener: Listener): () => void;
  close(): void;
};

/**
 * Who looks at which incident now, over all processes. Nothing is stored: each process tells the others over the bus what it holds,
 * bounded to one notice a second and incident, and repeats it.
 */
export function createPresence(options: {
  readonly bus: PresenceBus;
  readonly processId: string;
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
  readonly tellEveryMs?: number;
}): Presence {
  const { bus, processId, nowMs, onError } = options;
  const local = new Map<string, Map<string, { readonly person: Person; streams: number }>>();
  const remote = new Map<string, Map<string, Remote>>();
  const listeners = new Map<string, Set<Listener>>();
  const shown = new Map<string, string>();
  const untold = new Set<string>();
  let repeatedAtMs = nowMs();

  const peopleHere = (incidentId: string): readonly Person[] =>
    [...(local.get(incidentId)?.values() ?? [])].map(({ person }) => person);

  const viewersOf = (incidentId: string): Viewers => {
    const people = new Map(peopleHere(incidentId).map((person) => [person.id, person]));
    let unnamed = 0;
    for (const held of remote.get(incidentId)?.values() ?? []) {
      for (const person of held.people) people.set(person.id, person);
      unnamed += held.total - held.people.length;
    }
    const sorted = [...people.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return { people: sorted, total: sorted.length + unnamed };
  };

  const show = (incidentId: string): void => {
    const heard = listeners.get(incidentId);
    if (heard === undefined) return;
    const viewers = viewersOf(incidentId);
    const text = JSON.stringify(viewers);
    if (shown.get(incidentId) === text) return;
    shown.set(incidentId, text);
    for (const listener of [...heard]) listener(viewers);
  };

  const tell = (): void => {
    const now = nowMs();
    if (now - repeatedAtMs >= REPEAT_MS) {
      repeatedAtMs = now;
      for (const incidentId of local.keys()) untold.add(incidentId);
      forget(now);
    }
    if (untold.size === 0) return;
    const notices = [...untold].map((incidentId) => noticeOf(processId, incidentId, peopleHere(incidentId)));
    untold.clear();
    bus.publish(notices).catch(onError);
  };

  const forget = (now: number): void => {
    for (const [incidentId, processes] of remote) {
      for (const [process, { heardAtMs }] of processes) if (now - heardAtMs > FORGET_MS) processes.delete(process);
      if (processes.size === 0) remote.delete(incidentId);
      show(incidentId);
    }
  };

  const stopHearing = bus.subscribe((payload) => {
    const notice = noticeSchema.safeParse(jsonOf(payload));
    if (!notice.success || notice.data.process === processId) return;
    const { process, incident, total } = notice.data;
    const processes = remote.get(incident) ?? new Map<string, Remote>();
    remote.set(incident, processes);
    const people = notice.data.people.map(([id, name]) => ({ id, name }));
    // A process that nobody was known of may have come after our last notice.
    if (!processes.has(process) && local.has(incident)) untold.add(incident);
    if (total === 0) processes.delete(process);
    else processes.set(process, { people, total, heardAtMs: nowMs() });
    show(incident);
  });
  const timer = setInterval(tell, options.tellEveryMs ?? TELL_EVERY_MS);
  timer.unref();

  return {
    join(incidentId, person) {
      const here = local.get(incidentId) ?? new Map();
      local.set(incidentId, here);
      const held = here.get(person.id) ?? { person, streams: 0 };
      held.streams += 1;
      here.set(person.id, held);
      if (held.streams === 1) untold.add(incidentId);
      show(incidentId);
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        held.streams -= 1;
        if (held.streams > 0) return;
        here.delete(person.id);
        if (here.size === 0) local.delete(incidentId);
        untold.add(incidentId);
        show(incidentId);
      };
    },
    subscribe(incidentId, listener) {
      const heard = listeners.get(incidentId) ?? new Set();
      listeners.set(incidentId, heard.add(listener));
      listener(viewersOf(incidentId));
      return () => {
        heard.delete(listener);
        if (heard.size > 0 || listeners.get(incidentId) !== heard) return;
        listeners.delete(incidentId);
        shown.delete(incidentId);
      };
    },
    close() {
      clearInterval(timer);
      stopHearing();
    },
  };
}

/** As many names as a notice holds; the total counts everybody. */
function noticeOf(process: string, incident: string, people: readonly Person[]): string {
  const told: [string, string][] = [];
  let bytes = 0;
  for (const { id, name } of people) {
    const entry: [string, string] = [id, [...name].slice(0, 60).join("")];
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (bytes > NOTICE_BYTES) break;
    told.push(entry);
  }
  return JSON.stringify({ process, incident, total: people.length, people: told });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // another sender's notice: not ours to read
  }
}
