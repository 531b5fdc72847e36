import type { Mechanism } from "./cause";

export const FAILING_SIGNALS = ["p95Ms", "errorRatio", "panicsPerS", "goroutines", "heapBytes"] as const;
export type FailingSignal = (typeof FAILING_SIGNALS)[number];

const BY_MECHANISM: Readonly<Record<Mechanism, FailingSignal>> = {
  latency: "p95Ms",
  timeout_cascade: "p95Ms",
  pool_exhaustion: "p95Ms",
  cpu_saturation: "p95Ms",
  race: "errorRatio",
  errors: "errorRatio",
  crash_loop: "errorRatio",
  panic: "panicsPerS",
  goroutine_leak: "goroutines",
  deadlock: "goroutines",
  memory_leak: "heapBytes",
  none: "p95Ms",
};

/** The one signal that shows how an incident hurts: that of the leading hypothesis; latency as long as there is none. */
export function failingSignalOf(mechanism: Mechanism | null): FailingSignal {
  return mechanism === null ? "p95Ms" : BY_MECHANISM[mechanism];
}
