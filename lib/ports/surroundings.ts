import type { Graph, Placement } from "@/lib/domain/graph-placement";
import type { UpdateIntervals } from "@/lib/domain/incident-command";
import type { Service } from "@/lib/domain/service";

export type Settings = {
  /** Observation window of verification. Default 180,000 ms. */
  recoveryWindowMs(service: string): number;
  planTtlMs(): number;
  diagnosisDelayMs(): number;
  /** How long an objective must be missed to count as sli_deviation. Default 30,000 ms. */
  deviationForMs(service: string): number;
  /** Time between two status updates, by severity. 0 = nobody is reminded. */
  updateIntervals(service: string): UpdateIntervals;
};

export type Catalogue = {
  /** Entry by name; discovery's defaults when the file does not know it. */
  service(name: string): Service;
  services(): readonly Service[];
  /** Learned from discovery (alerts, traces, Deployments). */
  discover(names: readonly string[]): void;
};

/** Call edges seen in traces, by service, for grouping and diagnosis. */
export type CallGraphCache = {
  edges(): readonly { readonly caller: string; readonly callee: string }[];
  remember(edges: readonly { readonly caller: string; readonly callee: string }[]): void;
};

/** Places a graph's nodes in columns. Deterministic; nodes of `previous` keep their order within a column. */
export type GraphLayout = { place(graph: Graph, previous: Placement | null): Placement };

/** Packs files into one archive (zip) and back; same files, same bytes. `unpack` throws on what is not such an archive. */
export type Archiver = {
  pack(files: ReadonlyMap<string, Uint8Array>): Uint8Array;
  unpack(archive: Uint8Array): ReadonlyMap<string, Uint8Array>;
};
