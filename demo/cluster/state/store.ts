import { randomUUID } from "node:crypto";
import type { ObjectMeta, Resource, ResourceTypes } from "./objects";

export type StoredObject = ResourceTypes[Resource];

/** One change. `before` lets a watcher with a selector tell "left my view" from "changed in my view". */
export interface StoreChange {
  type: "ADDED" | "MODIFIED" | "DELETED";
  resource: Resource;
  resourceVersion: number;
  object: StoredObject;
  before?: StoredObject;
}

type Collections = { [R in Resource]: Map<string, ResourceTypes[R]> };
const RING_SIZE = 4_000;

/**
 * Objects in memory behind one resourceVersion counter and a ring of recent changes. Stored objects are never mutated:
 * every write replaces the object by a copy. The counter starts at the clock, so a version from before a restart is
 * older than everything here and is answered "expired" instead of silently skipping changes.
 */
export class Store {
  private readonly collections: Collections = {
    deployments: new Map(),
    replicasets: new Map(),
    pods: new Map(),
    events: new Map(),
    services: new Map(),
    namespaces: new Map(),
    nodes: new Map(),
  };
  private readonly ring: StoreChange[] = [];
  private readonly listeners = new Set<(change: StoreChange) => void>();
  private readonly undelivered: StoreChange[] = [];
  private delivering = false;
  private version: number;
  private forgottenUpTo: number;

  constructor(private readonly now: () => number) {
    this.version = now();
    this.forgottenUpTo = this.version;
  }

  get resourceVersion(): number {
    return this.version;
  }

  list<R extends Resource>(resource: R): ResourceTypes[R][] {
    return [...this.collections[resource].values()];
  }

  get<R extends Resource>(resource: R, namespace: string | undefined, name: string): ResourceTypes[R] | undefined {
    return this.collections[resource].get(keyOf(namespace, name));
  }

  /** Identity for a new object; `create` adds the version. */
  newMeta(metadata: Omit<ObjectMeta, "uid" | "resourceVersion" | "creationTimestamp">): ObjectMeta {
    const { name, generateName, namespace, ...rest } = metadata;
    return {
      name,
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === undefined ? {} : { namespace }),
      uid: randomUUID(),
      resourceVersion: "",
      ...(rest.generation === undefined ? {} : { generation: rest.generation }),
      creationTimestamp: wireTime(this.now()),
      ...rest,
    };
  }

  create<R extends Resource>(resource: R, object: ResourceTypes[R]): ResourceTypes[R] {
    return this.write(resource, structuredClone(object), "ADDED");
  }

  /** Replaces an object that exists; a vanished one is left vanished and undefined is returned. */
  replace<R extends Resource>(resource: R, object: ResourceTypes[R]): ResourceTypes[R] | undefined {
    const current = this.get(resource, object.metadata.namespace, object.metadata.name);
    if (current === undefined || current.metadata.uid !== object.metadata.uid) return undefined;
    return this.write(resource, structuredClone(object), "MODIFIED", current);
  }

  remove<R extends Resource>(resource: R, object: ResourceTypes[R]): void {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const current = this.collections[resource].get(key);
    if (current === undefined || current.metadata.uid !== object.metadata.uid) return;
    this.collections[resource].delete(key);
    this.version += 1;
    const last = structuredClone(current);
    last.metadata.resourceVersion = String(this.version);
    this.publish({ type: "DELETED", resource, resourceVersion: this.version, object: last, before: current });
  }

  /** Changes after a version, or "expired" when some of them are no longer remembered. */
  changesSince(resource: Resource, resourceVersion: number): StoreChange[] | "expired" {
    if (resourceVersion < this.forgottenUpTo) return "expired";
    return this.ring.filter((change) => change.resourceVersion > resourceVersion && change.resource === resource);
  }

  /** Calls back after every change, in order. Returns the way to stop. */
  subscribe(listener: (change: StoreChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private write<R extends Resource>(
    resource: R,
    object: ResourceTypes[R],
    type: "ADDED" | "MODIFIED",
    before?: ResourceTypes[R],
  ): ResourceTypes[R] {
    this.version += 1;
    object.metadata.resourceVersion = String(this.version);
    this.collections[resource].set(keyOf(object.metadata.namespace, object.metadata.name), object);
    this.publish({
      type,
      resource,
      resourceVersion: this.version,
      object,
      ...(before === undefined ? {} : { before }),
    });
    return object;
  }

  /** Listeners may write; those changes wait their turn, so that everybody sees all changes in the same order. */
  private publish(change: StoreChange): void {
    this.ring.push(change);
    if (this.ring.length > RING_SIZE) this.forgottenUpTo = this.ring.shift()?.resourceVersion ?? this.forgottenUpTo;
    this.undelivered.push(change);
    if (this.delivering) return;
    this.delivering = true;
    try {
      for (let next = this.undelivered.shift(); next !== undefined; next = this.undelivered.shift()) {
        for (const listener of [...this.listeners]) listener(next);
      }
    } finally {
      this.delivering = false;
    }
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}

/** Seconds precision, as Kubernetes writes times. */
export function wireTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
