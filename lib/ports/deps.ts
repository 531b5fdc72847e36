import type { LiveHub } from "./live";
import type { Store } from "./store";
import type { Archiver, CallGraphCache, Catalogue, GraphLayout, Settings } from "./surroundings";
import type { Cluster, Logs, Metrics, Traces, UpstreamRegistry } from "./upstreams";

export type Clock = { now(): Date };
/** UUIDv7. */
export type Ids = { next(): string };

/** Everything a use case may be given; each takes `Pick<Deps, …>`. */
export type Deps = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly traces: Traces;
  readonly cluster: Cluster;
  readonly logs: Logs;
  readonly live: LiveHub;
  readonly upstreams: UpstreamRegistry;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly callGraph: CallGraphCache;
  readonly layout: GraphLayout;
  readonly archiver: Archiver;
};
