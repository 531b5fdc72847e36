/** The outside systems that Firebreak reads, and whose own health the room shows. */
export const UPSTREAMS = ["prometheus", "jaeger", "kubernetes", "alertmanager", "etcd"] as const;
export type Upstream = (typeof UPSTREAMS)[number];

/** bad_answer: what came cannot be understood, so the upstream is ill. refused: it understood and said no, so it is alive. */
export type GapReason =
  | "not_configured"
  | "unreachable"
  | "timeout"
  | "circuit_open"
  | "bad_answer"
  | "refused"
  | "no_data";

/** A value with its provenance, or a stated gap. Evidence gathering never throws for a dead upstream. */
export type Measured<T> =
  | { readonly ok: true; readonly value: T; readonly at: Date; readonly query: string; readonly n: number | null }
  | {
      readonly ok: false;
      readonly source: Upstream;
      readonly reason: GapReason;
      readonly at: Date;
      readonly query: string;
    };

export type UpstreamHealth = {
  readonly upstream: Upstream;
  readonly state: "ok" | "stale" | "unknown";
  /** Time of the last good answer. */
  readonly lastOkAt: Date | null;
  /** Since when it has been failing. */
  readonly failingSince: Date | null;
  readonly reason: GapReason | null;
};
