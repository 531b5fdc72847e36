import type { Measured, Upstream } from "@/lib/domain/upstream";
import type { Clock, Metrics, Traces } from "@/lib/ports";

/** Stands for an upstream that nobody configured: every question is answered with a stated gap. */
function gapOf(source: Upstream, clock: Clock): () => Promise<Extract<Measured<never>, { ok: false }>> {
  return async () => ({ ok: false, source, reason: "not_configured", at: clock.now(), query: "" });
}

export function absentMetrics(clock: Clock): Metrics {
  const gap = gapOf("prometheus", clock);
  return {
    latencyHistogram: gap,
    routeHistograms: gap,
    signals: gap,
    runtime: gap,
    windows: gap,
    windowsByVersion: gap,
    breakers: gap,
    breakerCalls: gap,
    exemplars: gap,
    ping: gap,
  };
}

export function absentTraces(clock: Clock): Traces {
  const gap = gapOf("jaeger", clock);
  return { search: gap, trace: gap, services: gap, operations: gap, ping: gap };
}

/** An upstream of which this build only asks whether it answers. */
export function absentProbe(source: Upstream, clock: Clock): { ping: () => Promise<Measured<true>> } {
  return { ping: gapOf(source, clock) };
}
