import type { Breaker, BreakerState } from "./measurement";

// What stands between a caller and a callee. Four signals with four meanings: a breaker that is open refuses calls after failures, a limit
// that is reached refuses what is too much, an ejected host gets no traffic, and shedding drops a share of it. They are never one list.

/** Why a breaker's state cannot be told. A breaker without a series is never closed. */
export const UNKNOWN_REASONS = [
  "encoding_not_declared",
  "value_not_declared",
  "series_went_away",
  "no_calls",
  "library_says_unknown",
  "states_contradict",
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** A breaker that a person or its configuration has fixed (resilience4j). `disabled` and `metrics_only` let every call through. */
export const BREAKER_MODES = ["forced_open", "disabled", "metrics_only"] as const;
export type BreakerMode = (typeof BREAKER_MODES)[number];

/** How a state was read: the library's row of the adapter's table, and the metric. */
export type Reading = { readonly dialect: string; readonly metric: string };

/** One of several breakers between the same two services, e.g. one per method. */
export type BreakerPart = {
  readonly name: string;
  readonly state: BreakerState;
  readonly pods: number;
  readonly podsOpen: number;
  readonly podsHalfOpen: number;
};

/** A breaker with what was seen of it in the look-back. */
export type ObservedBreaker = Breaker & {
  readonly podsUnknown: number;
  /** Set when the state is unknown, and when some pods are. */
  readonly unknownReason: UnknownReason | null;
  readonly mode: BreakerMode | null;
  /** It was open already when the look-back began: `openSince` is then the latest possible start. */
  readonly wasOpenBefore: boolean;
  /** When it last let a call through to try; null: not seen in the look-back. */
  readonly lastProbeAt: Date | null;
  /** Pods that are not closed, the worst first; at most `NAMED_PODS`. */
  readonly namedPods: readonly { readonly pod: string; readonly state: BreakerState }[];
  /** Set when there is more than one breaker for the pair. */
  readonly parts: readonly BreakerPart[];
  readonly readAs: readonly Reading[];
};

export const NAMED_PODS = 12;

/** A concurrency limit that is reached now: a bulkhead, not a breaker that tripped. */
export type ReachedLimit = {
  readonly caller: string;
  readonly callee: string;
  readonly limit: "connections" | "connection_pools" | "pending_requests" | "requests" | "retries" | "calls";
  readonly podsAtLimit: number;
  readonly since: Date;
  readonly readAs: Reading;
};

/** Hosts of the callee that a caller's proxy sends no traffic to; the worst caller pod counts. */
export type Ejection = {
  readonly caller: string;
  readonly callee: string;
  readonly hostsEjected: number;
  /** null: the number of hosts is not known. */
  readonly hosts: number | null;
  readonly podsEjecting: number;
  readonly since: Date;
  readonly readAs: Reading;
};

/** A share of calls that adaptive throttling drops; the worst pod counts. */
export type Shedding = {
  readonly caller: string;
  readonly callee: string;
  /** 0–1. */
  readonly ratio: number;
  readonly podsShedding: number;
  readonly pods: number;
  readonly readAs: Reading;
};

/** Scrape targets of a service that answer (`up`). */
export type TargetHealth = { readonly service: string; readonly up: number; readonly targets: number };

export type ProtectionPicture = {
  readonly breakers: readonly ObservedBreaker[];
  readonly limits: readonly ReachedLimit[];
  readonly ejections: readonly Ejection[];
  readonly shedding: readonly Shedding[];
  readonly targets: readonly TargetHealth[];
  /** Services whose declared breaker metric has no series: unknown, not closed. */
  readonly silent: readonly { readonly service: string; readonly metric: string }[];
};

/** Calls of one caller to one callee in the step that ends at `atMs`. null: no counter says it. */
export type CallCounts = {
  readonly atMs: number;
  readonly total: number | null;
  readonly failed: number | null;
  /** Refused by the open breaker: they never went out, and are not in `total`. */
  readonly rejected: number | null;
};

/** Calls of a pair over the window, oldest first. */
export type CallWindow = {
  readonly caller: string;
  readonly callee: string;
  readonly columns: readonly CallCounts[];
};
