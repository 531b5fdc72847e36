import type { BreakerState } from "./measurement";
import type { BreakerMode } from "./protection";
import type { BreakerValues } from "./service";

/**
 * Numbers that libraries give their states, for gauges that a service makes of them. They contradict each other, which is why a bare number
 * is never guessed. Sources: sony/gobreaker gobreaker.go; failsafe-go circuitbreaker/circuitbreaker.go; alibaba/sentinel-golang
 * core/circuitbreaker/circuit_breaker.go; go-kratos/aegis circuitbreaker/sre/sre.go; gofr service/circuit_breaker.go; line/armeria
 * client/circuitbreaker/CircuitBreakerMetrics.java.
 */
export const LIBRARY_VALUES = {
  gobreaker: { closed: 0, half_open: 1, open: 2 },
  "failsafe-go": { closed: 0, half_open: 2, open: 1 },
  sentinel: { closed: 0, half_open: 1, open: 2 },
  kratos: { closed: 1, half_open: null, open: 0 },
  gofr: { closed: 0, half_open: null, open: 1 },
  armeria: { closed: 1, half_open: 0.5, open: 0 },
} as const satisfies Record<string, BreakerValues>;

export type LibraryName = keyof typeof LIBRARY_VALUES;
export const LIBRARY_NAMES: readonly LibraryName[] = [
  "gobreaker",
  "failsafe-go",
  "sentinel",
  "kratos",
  "gofr",
  "armeria",
];

/** The state of a gauge's number, or null when the values do not name it. */
export function stateOfValue(value: number, values: BreakerValues): BreakerState | null {
  if (value === values.open) return "open";
  if (value === values.half_open) return "half_open";
  return value === values.closed ? "closed" : null;
}

const WORDS: Readonly<Record<string, { readonly state: BreakerState; readonly mode?: BreakerMode }>> = {
  closed: { state: "closed" },
  close: { state: "closed" },
  open: { state: "open" },
  opened: { state: "open" },
  halfopen: { state: "half_open" },
  halfopened: { state: "half_open" },
  forcedopen: { state: "open", mode: "forced_open" },
  disabled: { state: "closed", mode: "disabled" },
  metricsonly: { state: "closed", mode: "metrics_only" },
  unknown: { state: "unknown" },
};

/** A state as libraries spell it: `HALF_OPEN`, `half-opened`, `halfOpen`. null for a word that is no state. */
export function stateOfWord(word: string): { readonly state: BreakerState; readonly mode: BreakerMode | null } | null {
  const key = word.toLowerCase().replace(/[^a-z]/g, "");
  const known = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
  return known === undefined ? null : { state: known.state, mode: known.mode ?? null };
}
