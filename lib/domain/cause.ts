export const TRIGGERS = [
  "release",
  "configuration",
  "dependency",
  "traffic",
  "infrastructure",
  "telemetry",
  "internal",
  "none",
] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const MECHANISMS = [
  "latency",
  "errors",
  "panic",
  "goroutine_leak",
  "memory_leak",
  "deadlock",
  "race",
  "pool_exhaustion",
  "timeout_cascade",
  "cpu_saturation",
  "crash_loop",
  "none",
] as const;
export type Mechanism = (typeof MECHANISMS)[number];

export const MITIGATION_KINDS = [
  "rollback",
  "restore_configuration",
  "switch_off",
  "shift_traffic",
  "restart",
  "none",
] as const;
export type MitigationKind = (typeof MITIGATION_KINDS)[number];

export const FAULT_CLASSES = ["sli_deviation", "panic_spread", "goroutine_leak"] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

/** Where it began, what changed, how it hurts. `service` may be `external:NAME`. */
export type Cause = { readonly service: string; readonly trigger: Trigger; readonly mechanism: Mechanism };

/** One observation that a hypothesis cites. `id` names the stored evidence row. */
export type EvidenceItem = {
  readonly id: string;
  /** Rule that read it, e.g. "onset_after_release". Also the message key on screen. */
  readonly rule: string;
  readonly effect: "supports" | "contradicts" | "neutral";
  /** Values of the sentence on screen (already in display units named by the key, e.g. beforeMs). */
  readonly params: Readonly<Record<string, string | number>>;
  readonly source: "prometheus" | "jaeger" | "kubernetes" | "changes" | "alerts" | "etcd";
  /** PromQL, Jaeger query or object path that gave it. */
  readonly query: string;
  readonly n: number | null;
  readonly at: Date;
  /** Traces that show it best, the most telling first. */
  readonly traceIds: readonly string[];
};

export type Hypothesis = {
  readonly id: string;
  readonly rank: number;
  readonly cause: Cause;
  /** Version that is suspected, for trigger "release". */
  readonly version: string | null;
  /** 0–1, posterior among the hypotheses and "something not in the model". */
  readonly confidence: number;
  readonly evidence: readonly EvidenceItem[];
  readonly mitigation: MitigationKind;
};

export type Diagnosis = {
  readonly id: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly hypotheses: readonly Hypothesis[];
  /** Probability left for causes outside the model. */
  readonly unexplained: number;
  /** True when the evidence does not suffice to name a cause; `hypotheses` may still hold weak ones. */
  readonly isInsufficient: boolean;
  readonly onsetAt: Date | null;
  readonly classes: readonly FaultClass[];
  /** Sources that could not be asked, named. */
  readonly gaps: readonly { readonly source: string; readonly reason: string; readonly query: string }[];
};
