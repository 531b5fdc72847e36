import { randomBytes } from "node:crypto";
import type { ApiObject, ClusterEvent } from "../state/objects";
import { type Store, wireTime } from "../state/store";

const KEPT_EVENTS = 1_000;

export interface EventNote {
  about: ApiObject;
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  component: string;
  host?: string;
}

/** Writes core/v1 Events; a repeated one counts up instead, and the oldest go when there are too many. */
export class EventRecorder {
  constructor(
    private readonly store: Store,
    private readonly now: () => number,
  ) {}

  record(note: EventNote): void {
    const time = wireTime(this.now());
    const events = this.store.list("events");
    const same = events.find(
      (event) =>
        event.involvedObject.uid === note.about.metadata.uid &&
        event.reason === note.reason &&
        event.message === note.message,
    );
    if (same !== undefined) {
      this.store.replace("events", { ...same, count: same.count + 1, lastTimestamp: time });
      return;
    }
    const oldest = events.length >= KEPT_EVENTS ? events[0] : undefined;
    if (oldest !== undefined) this.store.remove("events", oldest);
    this.store.create("events", this.eventOf(note, time));
  }

  private eventOf(note: EventNote, time: string): ClusterEvent {
    const { kind, apiVersion, metadata } = note.about;
    const namespace = metadata.namespace ?? "default";
    const name = `${metadata.name}.${randomBytes(8).toString("hex")}`;
    return {
      kind: "Event",
      apiVersion: "v1",
      metadata: this.store.newMeta({ name, namespace }),
      involvedObject: {
        kind,
        namespace,
        name: metadata.name,
        uid: metadata.uid,
        apiVersion,
        resourceVersion: metadata.resourceVersion,
      },
      reason: note.reason,
      message: note.message,
      source: { component: note.component, ...(note.host === undefined ? {} : { host: note.host }) },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      type: note.type,
      eventTime: null,
      reportingComponent: note.component,
      reportingInstance: note.host ?? "",
    };
  }
}
